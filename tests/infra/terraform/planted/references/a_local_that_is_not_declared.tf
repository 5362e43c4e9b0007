# finds: output.o: local.name is not declared
output "o" {
  value = local.name
}
