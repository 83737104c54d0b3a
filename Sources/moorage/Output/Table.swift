/// Columns of text, aligned.
struct Table {
    private var rows: [[String]]

    init(_ header: String...) { rows = [header] }

    mutating func append(_ cells: String...) {
        rows.append(cells.map { Terminal.plain($0) })
    }

    /// The table's lines.
    var lines: [String] {
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return cells.joined(separator: "  ").trimmingSuffix { $0 == " " }
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return String(rest)
    }
}
