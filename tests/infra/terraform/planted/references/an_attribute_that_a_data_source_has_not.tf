# finds: output.o: data.aws_region.r has no attribute account
data "aws_region" "r" {}
output "o" {
  value = data.aws_region.r.account
}
