# finds: output.o: module.m is not declared
output "o" {
  value = module.m.arn
}
