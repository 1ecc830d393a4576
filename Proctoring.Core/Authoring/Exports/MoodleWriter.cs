using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Moodle;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>Writes Moodle XML; the texts are Markdown, which Moodle knows, with their pictures.</summary>
internal sealed class MoodleWriter(ExamContent content)
{
    readonly ExportPictures pictures = new(content);

    public static byte[] Write(ExamContent content)
    {
        var writer = new MoodleWriter(content);
        var quiz = new XElement("quiz");
        string? section = "";
        foreach (var question in content.Questions)
        {
            if (question.Section != section && !string.IsNullOrEmpty(question.Section ?? section))
                quiz.Add(
                    new XElement(
                        "question",
                        new XAttribute("type", "category"),
                        new XElement("category", new XElement("text", CategoryName.Write(question.Section)))
                    )
                );
            section = question.Section;
            quiz.Add(writer.Question(question));
        }

        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) }))
            new XDocument(quiz).Save(xml);
        return stream.ToArray();
    }

    XElement Question(QuestionContent question)
    {
        var isCloze = question.Body is Blanks;
        var text = question.Body is Blanks blanks ? MoodleClozeWriter.Text(question.Text, blanks) : question.Text;
        return new XElement(
            "question",
            new XAttribute("type", TypeOf(question.Body)),
            new XElement("name", new XElement("text", question.Title.Length > 0 ? question.Title : "")),
            Text("questiontext", text),
            Text("generalfeedback", question.Explanation),
            new XElement("defaultgrade", Number(question.Points)),
            isCloze ? null : new XElement("penalty", "0"),
            new XElement("hidden", "0"),
            Body(question.Body),
            question.Tags.Count == 0
                ? null
                : new XElement("tags", question.Tags.Select(tag => new XElement("tag", new XElement("text", tag))))
        );
    }

    static string TypeOf(QuestionBody body) =>
        body switch
        {
            SingleChoice or MultipleChoice => "multichoice",
            TrueFalse => "truefalse",
            ShortText => "shortanswer",
            NumberEntry => "numerical",
            Blanks => "cloze",
            Matching => "matching",
            Ordering => "ordering",
            _ => "essay",
        };

    IEnumerable<XElement?> Body(QuestionBody body) =>
        body switch
        {
            SingleChoice single => Choices(single.Choices, true, single.Shuffle),
            MultipleChoice multiple => Choices(multiple.Choices, false, multiple.Shuffle),
            TrueFalse statement =>
            [
                Answer("true", statement.Correct ? 1 : 0, statement.FeedbackTrue, "moodle_auto_format"),
                Answer("false", statement.Correct ? 0 : 1, statement.FeedbackFalse, "moodle_auto_format"),
            ],
            ShortText text =>
            [
                new XElement("usecase", text.CaseSensitive ? "1" : "0"),
                .. text.Accepted.Select(accepted => Answer(accepted.Text, accepted.Fraction, accepted.Feedback, "moodle_auto_format")),
            ],
            NumberEntry number => Numbers(number),
            Matching matching =>
            [
                new XElement("shuffleanswers", "true"),
                .. matching.Pairs.Select(pair => Pair(pair.Prompt, pair.Match)),
                .. matching.Distractors.Select(text => Pair("", text)),
            ],
            Ordering ordering =>
            [
                new XElement("layouttype", "VERTICAL"),
                new XElement("selecttype", "ALL"),
                new XElement("gradingtype", "ALL_OR_NOTHING"),
                .. ordering.Items.Select((item, at) => Answer(item, (at + 1) / 100m, "", "markdown")),
            ],
            Essay essay => Essay("editor", essay.Rubric, "", "0", essay.MaxWords),
            CodeEntry code => Essay("monospaced", code.Rubric, code.Template, "0", null),
            FileUpload upload => Essay("noinline", upload.Rubric, "", "1", null, upload),
            _ => [],
        };

    IEnumerable<XElement?> Choices(IReadOnlyList<Choice> choices, bool single, bool shuffle) =>
        [
            new XElement("single", single ? "true" : "false"),
            new XElement("shuffleanswers", shuffle ? "true" : "false"),
            new XElement("answernumbering", "abc"),
            .. choices.Select(choice => Answer(choice.Text, choice.Fraction, choice.Feedback, "markdown")),
        ];

    IEnumerable<XElement?> Numbers(NumberEntry number)
    {
        foreach (var accepted in number.Accepted)
        {
            var answer = Answer(Number(accepted.Value), accepted.Fraction, accepted.Feedback, "moodle_auto_format");
            answer.Add(new XElement("tolerance", Number(accepted.Tolerance)));
            yield return answer;
        }

        if (number.Units.Count == 0)
            yield break;
        yield return new XElement("unitgradingtype", "1");
        yield return new XElement("unitpenalty", "1");
        yield return new XElement("showunits", "0");
        yield return new XElement("unitsleft", "0");
        yield return new XElement(
            "units",
            number.Units.Select(unit => new XElement(
                "unit",
                new XElement("multiplier", Number(MoodleNumbers.Inverse(unit.Factor))),
                new XElement("unit_name", unit.Name)
            ))
        );
    }

    IEnumerable<XElement?> Essay(string format, string rubric, string template, string files, int? words, FileUpload? upload = null) =>
        [
            new XElement("responseformat", format),
            new XElement("responserequired", "1"),
            new XElement("responsefieldlines", "15"),
            words is null ? null : new XElement("maxwordlimit", words),
            new XElement("attachments", files),
            new XElement("attachmentsrequired", files),
            upload is null or { Extensions.Count: 0 } ? null : new XElement("filetypeslist", string.Join(',', upload.Extensions)),
            upload is null ? null : new XElement("maxbytes", upload.MaxBytes),
            Text("graderinfo", rubric),
            // Line breaks and blanks of program text count.
            new XElement("responsetemplate", new XAttribute("format", "plain_text"), new XElement("text", template)),
        ];

    XElement Pair(string prompt, string match)
    {
        var pair = Text("subquestion", prompt);
        pair.Add(new XElement("answer", new XAttribute("format", "markdown"), Parts(match)));
        return pair;
    }

    XElement Answer(string text, decimal share, string feedback, string format)
    {
        var answer = new XElement(
            "answer",
            new XAttribute("fraction", string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#####}")),
            new XAttribute("format", format),
            format == "markdown" ? Parts(text) : [new XElement("text", text)],
            Text("feedback", feedback)
        );
        return answer;
    }

    XElement Text(string name, string markdown) => new(name, new XAttribute("format", "markdown"), Parts(markdown));

    XElement[] Parts(string markdown) =>
        [
            new XElement("text", pictures.Replace(markdown, file => $"@@PLUGINFILE@@/{ExportPictures.NameOf(file)}")),
            .. pictures
                .In(markdown)
                .Select(file => new XElement(
                    "file",
                    new XAttribute("name", ExportPictures.NameOf(file)),
                    new XAttribute("path", "/"),
                    new XAttribute("encoding", "base64"),
                    Convert.ToBase64String(file.Content)
                )),
        ];

    static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
