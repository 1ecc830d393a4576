using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Shows the student, the state of the session and its reviewer, with the links to the report and to the next session.</summary>
public sealed partial class CaseHeader
{
    [Parameter, EditorRequired]
    public SessionCase Case { get; set; } = null!;

    [Parameter]
    public bool CanReview { get; set; }

    [Parameter]
    public IReadOnlyList<StaffName> Reviewers { get; set; } = [];

    [Parameter]
    public EventCallback Take { get; set; }

    [Parameter]
    public EventCallback<Guid?> Give { get; set; }

    /// <summary>Opens the next session of the queue (true) or the previous one (false).</summary>
    [Parameter]
    public EventCallback<bool> Beside { get; set; }

    /// <summary>The names of the others who have the session open.</summary>
    [Parameter]
    public IReadOnlyList<string> Colleagues { get; set; } = [];

    [Parameter]
    public EventCallback Help { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    SessionRow Row => Case.Session;

    /// <summary>An override with the rule's title; the setting and its value are code.</summary>
    static string Described(RuleOverride one) =>
        $"{BidiText.Isolate(RuleText.Title(one.Rule, one.Rule))}: {BidiText.Isolate($"{one.Setting} = {one.Value}")}";
}
