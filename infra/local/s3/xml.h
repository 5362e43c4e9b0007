#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <pugixml.hpp>

namespace shrike::local {

/// One of S3's answers, element by element.
class XmlWriter {
 public:
  enum class Namespace { S3, None };

  /// The documents' namespace is `http://s3.amazonaws.com/doc/2006-03-01/`; only errors have none.
  explicit XmlWriter(const char* root, Namespace xml_namespace = Namespace::S3);

  void add(std::string_view name, std::string_view text);
  void add(std::string_view name, std::uint64_t number);
  void add_flag(std::string_view name, bool value);
  /// The text of the element that is open.
  void set_text(const std::string& text) { current_.text() = text.c_str(); }

  /// What is added until the matching close() goes into this element.
  void open(std::string_view name);
  void close();

  [[nodiscard]] std::string text() const;

 private:
  pugi::xml_document document_;
  pugi::xml_node current_;
};

/// All the text of an element, whatever comments and CDATA sections divide it. Throws AwsFault
/// MalformedXML where an element stands in it.
[[nodiscard]] std::string text_in(pugi::xml_node element);
/// The same of the first child of that name; empty where there is none.
[[nodiscard]] std::string text_of(pugi::xml_node parent, const char* child);

/// A request's document. pugixml expands no entity of its own making, so a document cannot grow or
/// read files. Throws AwsFault MalformedXML, also where the root is another.
class XmlReader {
 public:
  XmlReader(std::string_view text, const char* root);
  [[nodiscard]] pugi::xml_node root() const { return root_; }

 private:
  pugi::xml_document document_;
  pugi::xml_node root_;
};

}  // namespace shrike::local
