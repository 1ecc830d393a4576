using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>Turns the texts of an item of QTI 2.x or 3.0 into Markdown.</summary>
internal sealed class QtiContent(QtiFile file, Action<string> notice)
{
    /// <summary>The difference if only some choices of a question are shuffled in QTI.</summary>
    public const string NotShuffled =
        "Some choices keep their place in QTI while the others are shuffled. Here the choices stay in the order of the file.";

    public void Notice(string message) => notice(message);

    /// <summary>The Markdown of an element's content.</summary>
    public string Markdown(XElement element) => file.Markdown(QtiXml.InnerHtml(element), notice);

    /// <summary>The Markdown of a choice, without its feedback.</summary>
    public string Choice(XElement choice)
    {
        var copy = new XElement(choice);
        copy.Descendants().Where(IsFeedback).Remove();
        return Markdown(copy);
    }

    public string ChoiceFeedback(XElement choice) => string.Join("\n\n", choice.Descendants().Where(IsFeedback).Select(Markdown)).Trim();

    /// <summary>The text of the question: the body with the shared text before it, without interactions.</summary>
    /// <param name="body">The body of the item.</param>
    public string Body(XElement body)
    {
        var copy = new XElement(body);
        foreach (var interaction in copy.Descendants().Where(IsInteraction).ToList())
        {
            // The text of these interactions is part of the question.
            var kept = interaction.Element("prompt") is { } prompt ? new XElement("div", prompt.Nodes()) : null;
            if (interaction.Name.LocalName is "gapMatchInteraction" or "hottextInteraction")
                interaction.ReplaceWith(kept, new XElement("div", interaction.Nodes().Where(IsText)));
            else
                interaction.ReplaceWith(kept);
        }

        foreach (var word in copy.Descendants("hottext").ToList())
            word.ReplaceWith(new XElement("u", word.Nodes()));
        copy.Descendants().Where(element => IsFeedback(element) || IsForStaff(element)).Remove();
        return GapMarks.Written(file.Markdown(Stimuli() + QtiXml.InnerHtml(copy), notice), notice);
    }

    /// <summary>What graders read.</summary>
    public string Rubric(XElement body) => string.Join("\n\n", body.Descendants("rubricBlock").Where(IsForStaff).Select(Markdown)).Trim();

    /// <summary>The feedback that does not depend on the answer; other feedback is reported.</summary>
    public string Explanation(XElement item)
    {
        var all = item.Elements("modalFeedback")
            .Select(feedback => (Id: (string?)feedback.Attribute("identifier"), Text: Markdown(feedback)));
        var texts = all.Where(feedback => feedback.Text.Length > 0).ToList();
        var general = texts.Where(feedback => feedback.Id is "explanation" or "general" or "solution").Select(feedback => feedback.Text);
        var distinct = (general.Any() ? general : texts.Select(feedback => feedback.Text)).Distinct().ToList();
        if (distinct.Count == 1)
            return distinct[0];
        if (distinct.Count > 1)
            notice(LeftOut(distinct));
        return "";
    }

    /// <summary>Says which texts depend on the answer.</summary>
    public static string LeftOut(IEnumerable<string> texts)
    {
        var list = texts.Select(text => $"“{TextCharacters.Shortened(text, 100).ReplaceLineEndings(" ")}”");
        return $"The feedback that depends on the answer is left out: {string.Join(", ", list)}. Write it into the explanation.";
    }

    /// <summary>Whether text follows an interaction in the body.</summary>
    public static bool HasTextAfter(XElement body, XElement interaction) =>
        interaction.NodesAfterSelf().Any(node => TextOf(node).Trim().Length > 0)
        || interaction
            .Ancestors()
            .TakeWhile(ancestor => ancestor != body)
            .Any(ancestor => ancestor.NodesAfterSelf().Any(node => TextOf(node).Trim().Length > 0));

    static string TextOf(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement element when !IsFeedback(element) && !IsForStaff(element) => element.Value,
            _ => "",
        };

    /// <summary>Texts that several items share.</summary>
    string Stimuli()
    {
        var html = "";
        foreach (var reference in file.Root.Elements("assessmentStimulusRef"))
        {
            var address = (string?)reference.Attribute("href") ?? "";
            if (
                file.Archive?.Resolve(ImportArchive.FolderOf(file.Path), address) is { } path
                && XmlSource.Load(file.Archive.Find(path)!, file.Builder) is { } stimulus
            )
            {
                QtiXml.Normalise(stimulus);
                html += string.Concat(stimulus.Descendants("stimulusBody").Select(QtiXml.InnerHtml));
            }
            else
            {
                notice($"The text “{address}”, which belongs to the question, is not in the file. Add it to the question.");
            }
        }

        return html;
    }

    static bool IsInteraction(XElement element) => element.Name.LocalName.EndsWith("Interaction", StringComparison.Ordinal);

    static bool IsText(XNode node) => node is not XElement { Name.LocalName: "prompt" or "gapText" or "gapImg" };

    static bool IsFeedback(XElement element) => element.Name.LocalName is "feedbackInline" or "feedbackBlock";

    static bool IsForStaff(XElement element) =>
        element.Name.LocalName == "rubricBlock"
        && (string?)element.Attribute("view") is { } view
        && !view.Contains("candidate", StringComparison.Ordinal);
}
