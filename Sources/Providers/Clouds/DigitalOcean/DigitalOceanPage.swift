/// A page of a collection.
protocol DigitalOceanPage: Decodable {
    associatedtype Item
    /// The page's items.
    var items: [Item] { get }
    /// Where the other pages are; `{}` or absent on a single page.
    var links: DigitalOceanLinks? { get }
}
