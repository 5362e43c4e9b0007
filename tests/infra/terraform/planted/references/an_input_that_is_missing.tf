# finds: module.inner: a is required by ./inner
module "inner" {
  source = "./inner"

}
