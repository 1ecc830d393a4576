using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Reports;

/// <summary>A request to turn the head, with its result.</summary>
/// <param name="Turns">The turns that were asked for: "Left, Up"; empty if there was no attempt.</param>
/// <param name="AskedAt">When, UTC.</param>
/// <param name="Result">The result.</param>
/// <param name="Reason">Its reason.</param>
public sealed record ReportedHeadTurn(string Turns, DateTime AskedAt, ChallengeResult Result, ChallengeReason Reason)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>The result as a sentence in the reader's language.</summary>
    public string Text => L[$"HeadTurn_{Reason}"];
}
