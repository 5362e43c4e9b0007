# finds: output.o: module.inner has no output d
module "inner" {
  source = "./inner"
  count  = 1
  a      = "1"
}


output "o" {
  value = one(module.inner[*].d)
}
