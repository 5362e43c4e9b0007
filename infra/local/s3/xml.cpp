#include "infra/local/s3/xml.h"

#include <sstream>

#include "infra/local/s3/faults.h"

namespace shrike::local {

XmlWriter::XmlWriter(const char* root, Namespace xml_namespace) {
  pugi::xml_node declaration = document_.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  current_ = document_.append_child(root);
  if (xml_namespace == Namespace::S3) {
    current_.append_attribute("xmlns") = "http://s3.amazonaws.com/doc/2006-03-01/";
  }
}

void XmlWriter::add(std::string_view name, std::string_view text) {
  current_.append_child(std::string(name).c_str()).text() = std::string(text).c_str();
}

void XmlWriter::add(std::string_view name, std::uint64_t number) {
  add(name, std::to_string(number));
}

void XmlWriter::add_flag(std::string_view name, bool value) {
  add(name, value ? std::string_view("true") : std::string_view("false"));
}

void XmlWriter::open(std::string_view name) {
  current_ = current_.append_child(std::string(name).c_str());
}

void XmlWriter::close() { current_ = current_.parent(); }

std::string XmlWriter::text() const {
  std::ostringstream stream;
  document_.save(stream, "", pugi::format_raw, pugi::encoding_utf8);
  return stream.str();
}

std::string text_in(pugi::xml_node element) {
  std::string text;
  for (const pugi::xml_node part : element.children()) {
    if (part.type() == pugi::node_element) throw faults::malformed_xml();
    text += part.value();
  }
  return text;
}

std::string text_of(pugi::xml_node parent, const char* child) {
  return text_in(parent.child(child));
}

XmlReader::XmlReader(std::string_view text, const char* root) {
  if (!document_.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata,
                             pugi::encoding_utf8)) {
    throw faults::malformed_xml();
  }
  root_ = document_.child(root);
  if (!root_) throw faults::malformed_xml();
}

}  // namespace shrike::local
