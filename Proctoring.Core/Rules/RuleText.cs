using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Rules;

/// <summary>
/// The texts of rules in the reader's language. The record of a session holds the rule's id and its English title; a rule that is not
/// translated, or no longer exists, keeps its English.
/// </summary>
public static class RuleText
{
    static readonly IStringLocalizer L = TextSet.Of<RuleTexts>();

    /// <summary>A few words for lists: "No face in view".</summary>
    public static string Title(ViolationKind kind) => Title(kind.Id, kind.Title);

    /// <param name="type">The rule's id.</param>
    /// <param name="recorded">The English title on record.</param>
    public static string Title(string type, string recorded) => Or(L[$"Title_{type}"], recorded);

    /// <summary>The detection, and its limits as proof.</summary>
    public static string Explanation(ViolationKind kind) => Or(L[$"Explanation_{kind.Id}"], kind.Explanation);

    /// <summary>The explanation of a recorded violation.</summary>
    /// <param name="type">The rule's id.</param>
    /// <param name="model">The model behind it; null if no model of this server was involved.</param>
    /// <param name="recorded">The English explanation on record, for a rule that no longer exists.</param>
    public static string Explanation(string type, string? model, string recorded = "")
    {
        if (RuleCatalog.Default.Rules.FirstOrDefault(rule => rule.Kind.Id == type) is not { } rule)
            return recorded;
        // Findings of models carry their name: a picture rule without one was reported by another system.
        return rule.KeepsPicture && model is null ? L["Explanation_OtherSystem"] : Explanation(rule.Kind);
    }

    /// <summary>The remedy for the candidate.</summary>
    public static string Advice(ViolationKind kind) => Or(L[$"Advice_{kind.Id}"], kind.Advice);

    /// <summary>Describes a flagged moment to the candidate in one sentence: "Your face was not in the picture."</summary>
    /// <param name="type">The rule's id.</param>
    /// <param name="title">The title in the reader's language, for a rule without such a sentence.</param>
    public static string ForCandidate(string type, string title) => Or(L[$"You_{type}"], title);

    static string Or(LocalizedString found, string english) => found.ResourceNotFound ? english : found.Value;
}
