import Services
import Testing

@testable import Templates

@Suite("Strict templates")
struct TemplateLibraryTests {
    private func library(_ texts: [(String, String)]) throws -> TemplateLibrary {
        try TemplateLibrary(texts.map { TemplateSource(name: $0.0, text: $0.1) })
    }

    private func error(
        rendering text: String,
        partials: [(String, String)] = [],
        with values: [String: TemplateValue] = [:]
    ) throws -> TemplateError? {
        do {
            _ = try library([("page", text)] + partials).render("page", with: values)
            return nil
        } catch let error as TemplateError {
            return error
        }
    }

    @Test("values, sections, inverted sections and partials are rendered")
    func rendering() throws {
        let library = try library([
            (
                "page",
                "a={{env(a)}}\n{{#on}}\nyes {{b}}\n{{/on}}\n{{^on}}\nno\n{{/on}}\n{{#rows}}\n- {{n}} {{b}}\n{{/rows}}\n  {{>part}}\n{{! note }}"
            ),
            ("part", "{{b}}\nend\n"),
        ])
        let text = try library.render(
            "page",
            with: [
                "a": .text("1"), "b": .text("two"), "on": .flag(true),
                "rows": .list([["n": .number(1)], ["n": .number(2)]]),
            ]
        )
        #expect(text == "a=\"1\"\nyes two\n- 1 two\n- 2 two\n  two\n  end\n")
    }

    @Test("an unknown name is an error with template and line")
    func unknownName() throws {
        let error = try #require(try error(rendering: "one\ntwo {{a}}\nthree {{nope}}\n", with: ["a": .text("x")]))
        #expect(error.code == .unknownName)
        #expect(error.description == "page:3: 'nope' is a name without a value")
    }

    @Test("of two tags with the same name the faulty one is reported")
    func unknownNameOutsideOfList() throws {
        let text = "{{#rows}}\n{{n}}\n{{/rows}}\n\n{{n}}\n"
        let error = try #require(try error(rendering: text, with: ["rows": .list([["n": .text("x")]])]))
        #expect(error.code == .unknownName)
        #expect(error.line == 5)
    }

    @Test("an unknown name in a partial is an error with the partial's line")
    func unknownNameInPartial() throws {
        let error = try #require(try error(rendering: "one\n{{>part}}\n", partials: [("part", "x\n\n{{nope}}\n")]))
        #expect(error.template == "part")
        #expect(error.line == 3)
    }

    @Test("an unknown section is an error, although Mustache ignores it")
    func unknownSection() throws {
        for tag in ["#", "^"] {
            let error = try #require(try error(rendering: "\n{{\(tag)nope}}x{{/nope}}"))
            #expect(error.code == .unknownName)
            #expect(error.line == 2)
        }
    }

    @Test("two templates with the same name are an error when the templates are loaded")
    func duplicate() throws {
        #expect { try library([("page", "a"), ("page", "b")]) } throws: {
            ($0 as? TemplateError)?.code == .duplicate
        }
    }

    @Test("a missing partial is an error when the templates are loaded")
    func missingPartial() throws {
        let error = try #require(try error(rendering: "one\n\n{{>gone}}\n"))
        #expect(error.code == .missingPartial)
        #expect(error.description.hasPrefix("page:3: 'gone'"))
    }

    @Test("a missing template is an error")
    func missingTemplate() throws {
        let library = try library([])
        #expect { try library.render("gone", with: [:]) } throws: { ($0 as? TemplateError)?.code == .missingTemplate }
    }

    @Test(
        "a value that the template does not use is an error",
        arguments: [("x\n\ny\n", "b"), ("{{b}}{{#rows}}{{n}}{{/rows}}\nx\n", "rows.m")]
    )
    func unusedValue(text: String, name: String) throws {
        let values: [String: TemplateValue] =
            name == "b" ? ["b": .text("x")] : ["b": .text("x"), "rows": .list([["n": .text("1"), "m": .text("2")]])]
        let error = try #require(try error(rendering: text, with: values))
        #expect(error.code == .unusedValue)
        #expect(error.name == name)
        #expect(error.template == "page")
        #expect(error.line == text.utf8.count { $0 == 0x0A })
    }

    @Test("a value that the syntax cannot express is an error without the value")
    func unrepresentable() throws {
        let error = try #require(
            try error(rendering: "\nlisten {{nginx(a)}};\n", with: ["a": .text("sentinel$value")])
        )
        #expect(error.code == .unrepresentableValue)
        #expect(error.line == 2)
        #expect(!error.description.contains("sentinel"))
    }

    @Test("a tag without a syntax accepts only text that needs no quoting", arguments: NastyValues.all.dropFirst())
    func bareTag(value: String) throws {
        #expect(try error(rendering: "{{a}}", with: ["a": .text(value)])?.code == .unrepresentableValue)
    }

    @Test("a value is never read as a template")
    func noSecondReading() throws {
        let text = try library([("page", "{{yaml(a)}}")]).render("page", with: ["a": .text("{{a}} {{>page}} {{#a}}")])
        #expect(text == "\"{{a}} {{>page}} {{#a}}\"")
    }

    @Test("text in a section and a flag in a variable are errors")
    func kinds() throws {
        #expect(try error(rendering: "{{#a}}x{{/a}}", with: ["a": .text("x")])?.code == .kindMismatch)
        #expect(try error(rendering: "{{a}}", with: ["a": .flag(true)])?.code == .kindMismatch)
        #expect(try error(rendering: "{{a}}", with: ["a": .list([])])?.code == .kindMismatch)
    }

    @Test(
        "tags that the renderer would accept silently are refused with their line",
        arguments: [
            "{{{a}}}", "{{&a}}", "{{=<% %>=}}", "{{<part}}{{/part}}", "{{$block}}{{/block}}", "{{>*dynamic}}",
            "{{% CONTENT_TYPE:HTML}}", "{{a.b}}", "{{.}}", "{{ a }}", "{{}}", "{{a", "{{shout(a)}}", "{{#a}}x",
            "{{/a}}", "{{#a}}{{#b}}{{/a}}{{/b}}",
        ]
    )
    func refusedTags(text: String) throws {
        let error = try #require(try error(rendering: "one\n" + text, with: ["a": .text("x")]))
        #expect(error.code == .syntax)
        #expect(error.line == 2)
    }
}
