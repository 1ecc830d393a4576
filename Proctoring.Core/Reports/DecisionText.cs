using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Reports;

/// <summary>
/// Names verdicts, decisions and the frequent reasons for them in the reader's language. The record holds a frequent reason in English;
/// a reason that a reviewer wrote stays as written.
/// </summary>
public static class DecisionText
{
    const string Reasons = "Reason_";

    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();
    static readonly IReadOnlyDictionary<string, string> English = TextSet.English<ReportTexts>();
    static readonly Dictionary<string, string> Known = English
        .Where(text => text.Key.StartsWith(Reasons, StringComparison.Ordinal))
        .ToDictionary(text => text.Value, text => text.Key[Reasons.Length..], StringComparer.Ordinal);

    public static string Of(Verdict verdict) => L[$"Verdict_{verdict}"];

    public static string Of(Decision decision) => L[$"Decision_{decision}"];

    /// <summary>A recorded reason.</summary>
    public static string Reason(string recorded) => Known.TryGetValue(recorded, out var name) ? L[$"Reason_{name}"] : recorded;

    /// <summary>What the record holds for a frequent reason.</summary>
    /// <param name="name">The end of its key, such as "TooShort".</param>
    public static string Recorded(string name) => English[Reasons + name];
}
