using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>Reads an item of QTI 1.2.</summary>
/// <param name="file">The file with the item.</param>
/// <param name="item">The element.</param>
/// <param name="sectionPoints">The points that its section gives each item; null if it gives none.</param>
internal sealed class QtiOneItem(QtiFile file, XElement item, decimal? sectionPoints)
{
    /// <summary>Fields of the metadata that name the type or the points, by the systems that write them.</summary>
    static readonly string[] TypeFields = ["respondusapi_qtype", "question_type", "cc_profile", "bbmd_questiontype", "qmd_itemtype"];
    static readonly string[] PointFields =
    [
        "respondusapi_qpoints",
        "points_possible",
        "cc_weighting",
        "qmd_absolutescore_max",
        "qmd_weighting",
    ];

    string Title => ((string?)item.Attribute("title") ?? "").Trim();

    public void Read()
    {
        var type = Field(TypeFields) ?? "";
        var texts = new QtiOneTexts(file, Notice);
        if (item.Element("presentation") is not { } presentation)
        {
            Reject("The item has no presentation.");
            return;
        }

        if (Refusal(type, presentation) is { } reason)
        {
            Reject(reason);
            return;
        }

        var scoring = new QtiOneScoring(item);
        var feedback = new QtiOneFeedback(item, texts);
        var bodies = new QtiOneBodies(item, presentation, Normalized(type), scoring, feedback, texts);
        if (bodies.Read() is not { } body)
        {
            Reject(bodies.Problem ?? "The item cannot be read.");
            return;
        }

        file.Builder.Add(
            new QuestionContent(bodies.Text, body)
            {
                Title = Title,
                Points = Points(scoring),
                Explanation = body is Essay or FileUpload ? feedback.General : feedback.Explanation(),
            },
            XmlSource.LineOf(item),
            Title.Length > 0 ? Title : Identifier
        );
    }

    string Identifier =>
        (string?)item.Attribute("ident") ?? (string?)item.Descendants("bbmd_asi_object_id").FirstOrDefault() ?? Path.GetFileName(file.Path);

    static string? Refusal(string type, XElement presentation) =>
        Normalized(type) switch
        {
            "textinformation" or "textonlyquestion" => "A text without a question is not imported. Add its text to a question.",
            "calculated" or "calculatedquestion" or "hotspot" or "hotspotquestion" or "quizbowl" or "opinionscale" or "likert" =>
                $"The question type “{type}” is not supported. Write the question as one of the types of this product.",
            _ => presentation.Descendants("response_xy").Any() ? "A question about a place in a picture (response_xy) is not supported."
            : presentation.Descendants("response_grp").Any() ? "A question about groups (response_grp) is not supported."
            : null,
        };

    decimal Points(QtiOneScoring scoring) =>
        sectionPoints is { } same ? same
        : Percent.Decimal(Field(PointFields) ?? "") is > 0 and var points ? points
        // Canvas counts to 100, whatever the points are.
        : scoring.Maximum is > 0 and not 100 ? scoring.Maximum
        : 1;

    /// <summary>The first of some fields that the metadata has; an element, or a pair of label and entry.</summary>
    string? Field(IEnumerable<string> names)
    {
        var metadata = item.Elements("itemmetadata").Concat(item.Elements("qtimetadata")).ToList();
        return names
            .Select(name =>
                metadata.Descendants(name).FirstOrDefault()?.Value.Trim()
                ?? metadata
                    .Descendants()
                    .FirstOrDefault(field =>
                        // The standard's name, and that of Respondus.
                        field.Name.LocalName is "qtimetadatafield" or "qti_metadatafield"
                        && ((string?)field.Element("fieldlabel"))?.Trim() == name
                    )
                    ?.Element("fieldentry")
                    ?.Value.Trim()
            )
            .FirstOrDefault(value => !string.IsNullOrEmpty(value) && value != "0.0");
    }

    /// <summary>"Fill in the Blank Plus", "fill_in_multiple_blanks_question" and "cc.fib.v0p1" in comparable form.</summary>
    static string Normalized(string type) => new([.. type.ToLowerInvariant().Where(char.IsLetterOrDigit)]);

    void Reject(string message) => file.Builder.Reject(message, XmlSource.LineOf(item), Title.Length > 0 ? Title : Identifier);

    void Notice(string message) => file.Builder.Notice(message, XmlSource.LineOf(item), Title.Length > 0 ? Title : Identifier);
}
