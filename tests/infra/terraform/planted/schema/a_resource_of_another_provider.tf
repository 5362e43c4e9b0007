# finds: google_pubsub_topic.q: the provider has no such resource
resource "google_pubsub_topic" "q" {}
