# finds: data.aws_regoin.r: the provider has no such data
data "aws_regoin" "r" {}
