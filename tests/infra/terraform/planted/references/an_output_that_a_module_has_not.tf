# finds: output.o: module.inner has no output d
module "inner" {
  source = "./inner"
  a      = "1"
}


output "o" {
  value = module.inner.d
}
