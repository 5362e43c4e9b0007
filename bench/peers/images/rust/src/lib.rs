//! What both functions do with images and with AWS.
pub mod pictures;
pub mod services;
pub mod turbo;
