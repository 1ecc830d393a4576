using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The facts of a flag beside its picture, and the comments about it.</summary>
public sealed partial class FlagFacts
{
    [Parameter, EditorRequired]
    public CaseFlag Flag { get; set; } = null!;

    /// <summary>The notes on this flag.</summary>
    [Parameter]
    public IReadOnlyList<CaseNote> Notes { get; set; } = [];

    /// <summary>The answers of the session in the order of time.</summary>
    [Parameter]
    public IReadOnlyList<CaseAnswer> Answers { get; set; } = [];

    /// <summary>The first answer after the beginning of the flag.</summary>
    CaseAnswer? Next => Answers.FirstOrDefault(answer => answer.At >= Flag.BeganAt);

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    string Span =>
        Flag.EndedAt is not { } ended ? L["Facts_Continuing", At(Flag.BeganAt)]
        : Flag.Duration > TimeSpan.Zero ? L["Facts_Span", At(Flag.BeganAt), At(ended), DisplayText.Duration(Flag.Duration)]
        : L["Facts_Instant", At(Flag.BeganAt)];

    string At(DateTime time) => Clock.TimeWithSeconds(time);
}
