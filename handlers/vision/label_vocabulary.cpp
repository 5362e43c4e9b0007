#include "handlers/vision/label_vocabulary.h"

namespace shrike::vision {
namespace {

constexpr std::string_view kAnimals = "Animals and Pets";
constexpr std::string_view kApparel = "Apparel and Accessories";
constexpr std::string_view kAppliances = "Home Appliances";
constexpr std::string_view kBeauty = "Beauty and Personal Care";
constexpr std::string_view kComputing = "Technology and Computing";
constexpr std::string_view kEveryday = "Everyday Objects";
constexpr std::string_view kFood = "Food and Beverage";
constexpr std::string_view kFurniture = "Furniture and Furnishings";
constexpr std::string_view kIndoors = "Home and Indoors";
constexpr std::string_view kKitchen = "Kitchen and Dining";
constexpr std::string_view kLogistics = "Transport and Logistics";
constexpr std::string_view kPerson = "Person Description";
constexpr std::string_view kPlants = "Plants and Flowers";
constexpr std::string_view kSafety = "Public Safety";
constexpr std::string_view kSports = "Sports";
constexpr std::string_view kSymbols = "Symbols and Flags";
constexpr std::string_view kText = "Text and Documents";
constexpr std::string_view kTools = "Tools and Machinery";
constexpr std::string_view kToys = "Toys and Gaming";
constexpr std::string_view kTravel = "Travel and Adventure";
constexpr std::string_view kVehicles = "Vehicles and Automotive";

/// As the guide lists them, "Detecting labels".
constexpr std::array<std::string_view, 40> kCategories = {
    "Actions",
    kAnimals,
    kApparel,
    kBeauty,
    "Buildings and Architecture",
    "Colors and Visual Composition",
    "Damage Detection",
    "Education",
    "Events and Attractions",
    kEveryday,
    "Expressions and Emotions",
    kFood,
    kFurniture,
    "Health and Fitness",
    "Hobbies and Interests",
    kIndoors,
    kAppliances,
    kKitchen,
    "Materials",
    "Medical",
    "Nature and Outdoors",
    "Offices and Workspaces",
    "Patterns and Shapes",
    "Performing Arts",
    kPerson,
    kPlants,
    "Popular Landmarks",
    "Profession",
    kSafety,
    "Religion",
    kSports,
    kSymbols,
    kComputing,
    kText,
    kTools,
    kToys,
    kLogistics,
    kTravel,
    kVehicles,
    "Weapons and Military",
};

constexpr std::size_t kCocoClasses = 80;

/// COCO's classes first, in COCO's order, then their ancestors. COCO's knives and scissors are
/// those of a table and a desk: they are not filed under Weapon.
constexpr std::array kLabels = std::to_array<LabelEntry>({
    {"Person", kPerson, {}, {"Human"}},
    {"Bicycle", kVehicles, {"Transportation", "Vehicle"}, {"Bike"}},
    {"Car", kVehicles, {"Transportation", "Vehicle"}, {"Automobile"}},
    {"Motorcycle", kVehicles, {"Transportation", "Vehicle"}},
    {"Airplane", kVehicles, {"Aircraft", "Transportation", "Vehicle"}},
    {"Bus", kVehicles, {"Transportation", "Vehicle"}},
    {"Train", kVehicles, {"Transportation", "Vehicle"}},
    {"Truck", kVehicles, {"Transportation", "Vehicle"}},
    {"Boat", kVehicles, {"Transportation", "Vehicle"}},
    {"Traffic Light", kLogistics, {"Light"}},
    {"Fire Hydrant", kSafety, {"Hydrant"}},
    {"Stopsign", kLogistics, {"Road Sign", "Sign", "Symbol"}},
    {"Parking Meter", kLogistics},
    {"Bench", kFurniture, {"Furniture"}},
    {"Bird", kAnimals, {"Animal"}},
    {"Cat", kAnimals, {"Animal", "Mammal", "Pet"}},
    {"Dog", kAnimals, {"Animal", "Canine", "Mammal", "Pet"}},
    {"Horse", kAnimals, {"Animal", "Mammal"}},
    {"Sheep", kAnimals, {"Animal", "Livestock", "Mammal"}},
    {"Cow", kAnimals, {"Animal", "Cattle", "Livestock", "Mammal"}},
    {"Elephant", kAnimals, {"Animal", "Mammal", "Wildlife"}},
    {"Bear", kAnimals, {"Animal", "Mammal", "Wildlife"}},
    {"Zebra", kAnimals, {"Animal", "Mammal", "Wildlife"}},
    {"Giraffe", kAnimals, {"Animal", "Mammal", "Wildlife"}},
    {"Backpack", kApparel, {"Bag"}},
    {"Umbrella", kEveryday, {"Canopy"}},
    {"Handbag", kApparel, {"Accessories", "Bag"}, {"Purse"}},
    {"Tie", kApparel, {"Accessories", "Formal Wear"}, {"Necktie"}},
    {"Suitcase", kTravel, {"Baggage"}},
    {"Frisbee", kToys, {"Toy"}},
    {"Skis", kSports},
    {"Snowboard", kSports},
    {"Ball", kSports},
    {"Kite", kToys, {"Toy"}},
    {"Baseball Bat", kSports, {"Baseball", "Sport", "Team Sport"}},
    {"Baseball Glove", kSports, {"Baseball", "Clothing", "Glove", "Sport", "Team Sport"}},
    {"Skateboard", kSports},
    {"Surfboard", kSports},
    {"Tennis Racket", kSports, {"Racket"}},
    {"Bottle", kEveryday},
    {"Wine Glass", kKitchen, {"Glass"}},
    {"Cup", kKitchen},
    {"Fork", kKitchen, {"Cutlery"}},
    {"Knife", kKitchen, {"Cutlery"}},
    {"Spoon", kKitchen, {"Cutlery"}},
    {"Bowl", kKitchen},
    {"Banana", kFood, {"Food", "Fruit", "Plant", "Produce"}},
    {"Apple", kFood, {"Food", "Fruit", "Plant", "Produce"}},
    {"Sandwich", kFood, {"Food"}},
    {"Orange", kFood, {"Citrus Fruit", "Food", "Fruit", "Plant", "Produce"}},
    {"Broccoli", kFood, {"Food", "Plant", "Produce", "Vegetable"}},
    {"Carrot", kFood, {"Food", "Plant", "Produce", "Vegetable"}},
    {"Hot Dog", kFood, {"Food"}},
    {"Pizza", kFood, {"Food"}},
    {"Donut", kFood, {"Food", "Sweets"}},
    {"Cake", kFood, {"Dessert", "Food"}},
    {"Chair", kFurniture, {"Furniture"}},
    {"Couch", kFurniture, {"Furniture"}},
    {"Potted Plant", kPlants, {"Jar", "Plant", "Planter", "Pottery", "Vase"}},
    {"Bed", kFurniture, {"Furniture"}},
    {"Dining Table", kFurniture, {"Furniture", "Table"}},
    {"Toilet", kIndoors, {"Bathroom", "Indoors", "Room"}},
    {"TV",
     kComputing,
     {"Computer Hardware", "Electronics", "Hardware", "Monitor", "Screen"},
     {"Television"}},
    {"Laptop", kComputing, {"Computer", "Electronics", "Pc"}},
    {"Mouse", kComputing, {"Computer Hardware", "Electronics", "Hardware"}},
    {"Remote Control", kComputing, {"Electronics"}},
    {"Computer Keyboard", kComputing, {"Computer Hardware", "Electronics", "Hardware"}},
    {"Mobile Phone", kComputing, {"Electronics", "Phone"}, {"Cell Phone"}},
    {"Microwave", kAppliances, {"Appliance", "Device", "Electrical Device", "Oven"}},
    {"Oven", kAppliances, {"Appliance", "Device", "Electrical Device"}},
    {"Toaster", kAppliances, {"Appliance", "Device", "Electrical Device"}},
    {"Sink", kIndoors},
    {"Refrigerator", kAppliances, {"Appliance", "Device", "Electrical Device"}},
    {"Book", kText, {"Publication"}},
    {"Clock", kEveryday},
    {"Vase", kIndoors, {"Jar", "Pottery"}},
    {"Scissors", kTools},
    {"Teddy Bear", kToys, {"Toy"}},
    {"Blow Dryer", kBeauty, {"Appliance", "Device", "Electrical Device"}},
    {"Toothbrush", kBeauty, {"Brush", "Device", "Tool"}},

    {"Accessories", kApparel},
    {"Aircraft", kVehicles, {"Transportation", "Vehicle"}},
    {"Animal", kAnimals},
    {"Appliance", kAppliances, {"Device", "Electrical Device"}},
    {"Bag", kApparel},
    {"Baggage", kTravel, {}, {"Luggage"}},
    {"Baseball", kSports, {"Sport", "Team Sport"}},
    {"Bathroom", kIndoors, {"Indoors", "Room"}},
    {"Brush", kTools, {"Device", "Tool"}},
    {"Canine", kAnimals, {"Animal", "Mammal"}},
    {"Canopy", kEveryday},
    {"Cattle", kAnimals, {"Animal", "Livestock", "Mammal"}},
    {"Citrus Fruit", kFood, {"Food", "Fruit", "Plant", "Produce"}},
    {"Clothing", kApparel, {}, {"Apparel"}},
    {"Computer", kComputing, {"Electronics"}},
    {"Computer Hardware", kComputing, {"Electronics", "Hardware"}},
    {"Cutlery", kKitchen},
    {"Dessert", kFood, {"Food"}},
    {"Device", kEveryday},
    {"Electrical Device", kAppliances, {"Device"}},
    {"Electronics", kComputing},
    {"Food", kFood},
    {"Formal Wear", kApparel},
    {"Fruit", kFood, {"Food", "Plant", "Produce"}},
    {"Furniture", kFurniture},
    {"Glass", kKitchen},
    {"Glove", kApparel, {"Clothing"}},
    {"Hardware", kComputing, {"Electronics"}},
    {"Hydrant", kSafety},
    {"Indoors", kIndoors},
    {"Jar", kIndoors},
    {"Light", kEveryday},
    {"Livestock", kAnimals, {"Animal", "Mammal"}},
    {"Mammal", kAnimals, {"Animal"}},
    {"Monitor", kComputing, {"Computer Hardware", "Electronics", "Hardware", "Screen"}},
    {"Pc", kComputing, {"Computer", "Electronics"}},
    {"Pet", kAnimals, {"Animal"}},
    {"Phone", kComputing, {"Electronics"}},
    {"Plant", kPlants},
    {"Planter", kPlants, {"Jar", "Pottery", "Vase"}},
    {"Pottery", kIndoors},
    {"Produce", kFood, {"Food"}},
    {"Publication", kText},
    {"Racket", kSports},
    {"Road Sign", kLogistics, {"Sign", "Symbol"}},
    {"Room", kIndoors, {"Indoors"}},
    {"Screen", kComputing, {"Electronics"}},
    {"Sign", kSymbols, {"Symbol"}},
    {"Sport", kSports, {}, {"Sports"}},
    {"Sweets", kFood, {"Food"}},
    {"Symbol", kSymbols},
    {"Table", kFurniture, {"Furniture"}},
    {"Team Sport", kSports, {"Sport"}},
    {"Tool", kTools, {"Device"}},
    {"Toy", kToys},
    {"Transportation", kVehicles},
    {"Vegetable", kFood, {"Food", "Plant", "Produce"}},
    {"Vehicle", kVehicles, {"Transportation"}},
    {"Wildlife", kAnimals, {"Animal"}},
});

static_assert(kLabels.size() > kCocoClasses && kLabels[kCocoClasses - 1].name == "Toothbrush");

}  // namespace

const LabelEntry& label_of_coco_class(std::size_t class_index) {
  return std::span(kLabels).first(kCocoClasses)[class_index];
}

const LabelEntry* find_label(std::string_view name) {
  const auto* found = std::find_if(kLabels.begin(), kLabels.end(),
                                   [&](const LabelEntry& entry) { return entry.name == name; });
  return found == kLabels.end() ? nullptr : found;
}

std::span<const LabelEntry> all_labels() { return kLabels; }

std::span<const std::string_view> label_categories() { return kCategories; }

}  // namespace shrike::vision
