using System.Xml.Linq;
using Proctoring.Core.Authoring.Qti.Two;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>The feedback of an item of QTI 1.2: general, for a choice, or for correct and wrong answers.</summary>
internal sealed class QtiOneFeedback
{
    readonly Dictionary<string, string> byId = [];
    readonly QtiOneTexts texts;

    public QtiOneFeedback(XElement item, QtiOneTexts texts)
    {
        this.texts = texts;
        foreach (var feedback in item.Elements("itemfeedback"))
        {
            var text = texts.Markdown(feedback);
            if (text.Length > 0)
                byId.TryAdd(((string?)feedback.Attribute("ident") ?? "").Trim(), text);
        }
    }

    /// <summary>What every candidate reads afterwards.</summary>
    public string General => byId.FirstOrDefault(feedback => IsGeneral(feedback.Key)).Value ?? "";

    /// <summary>The text that a choice shows, which is not that of all answers.</summary>
    public string Of(IEnumerable<string> ids) =>
        ids.Where(id => !IsGeneral(id) && !IsForAll(id))
            .Select(id => byId.GetValueOrDefault(id, ""))
            .FirstOrDefault(text => text.Length > 0)
        ?? "";

    /// <summary>The general feedback, or the one that is the same for correct and wrong answers; others are reported.</summary>
    public string Explanation()
    {
        var depending = byId.Where(feedback => IsForAll(feedback.Key)).Select(feedback => feedback.Value).Distinct().ToList();
        if (General.Length == 0 && depending.Count == 1)
            return depending[0];
        if (depending.Count > 0)
            texts.Notice(QtiContent.LeftOut(depending));
        return General;
    }

    static bool IsGeneral(string id) => id is "general_fb" or "general" or "solution" || id.EndsWith("_ALL", StringComparison.Ordinal);

    static bool IsForAll(string id) =>
        id is "correct" or "incorrect" or "correct_fb" or "general_incorrect_fb" or "incorrect_fb" or "correct_response"
        || id.EndsWith("_C", StringComparison.Ordinal)
        || (id.EndsWith("_IC", StringComparison.Ordinal) && !id.EndsWith("_AIC", StringComparison.Ordinal));
}
