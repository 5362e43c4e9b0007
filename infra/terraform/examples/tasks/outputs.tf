output "images_bucket" {
  description = "Put images here."
  value       = module.images.name
}

output "function_name" {
  description = "The function."
  value       = module.track_task.name
}

output "table_name" {
  description = "The table of tasks."
  value       = aws_dynamodb_table.tasks.name
}

output "failures_url" {
  description = "The queue of events that failed for good."
  value       = module.track_task.failures_url
}
