using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Moodle;

/// <summary>Reads Moodle XML (docs.moodle.org, "Moodle XML format").</summary>
internal sealed class MoodleReader(DraftBuilder builder)
{
    public static ImportResult Read(string file, byte[] bytes)
    {
        var builder = new DraftBuilder(file) { Title = Path.GetFileNameWithoutExtension(file) };
        if (XmlSource.Load(bytes, builder) is { } root)
            new MoodleReader(builder).Read(root);
        return builder.Build(ImportFormat.MoodleXml);
    }

    void Read(XElement root)
    {
        if (root.Name.LocalName != "quiz")
        {
            builder.Fail($"The root element is <{root.Name.LocalName}>. Moodle XML begins with <quiz>.", XmlSource.LineOf(root));
            return;
        }

        foreach (var element in root.Elements())
        {
            if (builder.IsFull)
                return;
            if (element.Name.LocalName != "question")
                builder.Notice($"The element <{element.Name.LocalName}> is not a question and is left out.", XmlSource.LineOf(element));
            else if ((string?)element.Attribute("type") == "category")
                ReadCategory(element);
            else
                ReadQuestion(element);
        }
    }

    void ReadCategory(XElement element)
    {
        builder.Section(CategoryName.From((string?)element.Element("category")?.Element("text") ?? ""));
        var description = ((string?)element.Element("info")?.Element("text") ?? "").Trim();
        if (description.Length > 0 && !description.StartsWith("The default category for questions shared in", StringComparison.Ordinal))
            builder.Notice("The description of the category is left out.", XmlSource.LineOf(element));
    }

    void ReadQuestion(XElement element)
    {
        var type = (string?)element.Attribute("type") ?? "";
        var texts = new MoodleTexts(element, builder);
        var body = type == "cloze" || type == "multianswer" ? null : MoodleBodies.Read(type, element, texts);
        var text = element.Element("questiontext");
        if (body is null && type is not ("cloze" or "multianswer"))
            return;
        QuestionContent question;
        if (body is not null)
            question = new QuestionContent(texts.Markdown(text, Placeholders(type)) + texts.OldPicture(), body);
        else if (MoodleCloze.Read(text, texts) is { } gaps)
            question = new QuestionContent(gaps.Text + texts.OldPicture(), gaps.Body);
        else
            return;
        builder.Add(
            question with
            {
                Title = texts.Title,
                Explanation = texts.Markdown(element.Element("generalfeedback")),
                Points = Points(element, question.Body, texts),
                Tags = [.. element.Elements("tags").Elements("tag").Select(tag => ((string?)tag.Element("text") ?? tag.Value).Trim())],
            },
            XmlSource.LineOf(element),
            texts.Item
        );
        texts.ReportLeftOut();
    }

    /// <summary>The marks "[[1]]" in the text of these types are gaps.</summary>
    static bool Placeholders(string type) => type is "gapselect" or "ddwtos";

    static decimal Points(XElement element, QuestionBody body, MoodleTexts texts)
    {
        var text = (string?)element.Element("defaultgrade");
        if (string.IsNullOrWhiteSpace(text))
            return body is Blanks blanks ? blanks.Gaps.Sum(gap => gap.Weight) : 1;
        if (Percent.Decimal(text) is { } points)
            return points;
        texts.Notice($"The points “{text.Trim()}” are not a number. The question has 1 point.");
        return 1;
    }
}
