# finds: module.inner: aa is not a variable of ./inner
module "inner" {
  source = "./inner"
  a      = "1"
  aa     = "2"
}
