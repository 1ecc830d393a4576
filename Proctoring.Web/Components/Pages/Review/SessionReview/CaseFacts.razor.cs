using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Shows, on demand, the result, the time per question, the rules of the exam and the student's other sessions.</summary>
public sealed partial class CaseFacts
{
    StudentFacts? facts;
    Guid loaded;

    [Parameter, EditorRequired]
    public SessionCase Case { get; set; } = null!;

    [Inject]
    OtherSessions Others { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    RuleCatalog Rules { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    List<string> RulesOff =>
        [
            .. Rules
                .RulesOf(Case.Policy, Case.Accommodations)
                // No one switched this one off: a policy switches it on.
                .Where(rule => !rule.Enabled && rule is not UnusualAnsweringRule)
                .Select(rule => RuleText.Title(rule.Kind)),
        ];

    protected override async Task OnParametersSetAsync()
    {
        // The next session is shown in the same component.
        if (facts is not null && loaded != Case.Session.Id)
            await LoadAsync();
    }

    async Task LoadAsync()
    {
        if (loaded == Case.Session.Id || await Access.ViewerAsync(StaffPolicies.Read, default) is not { } viewer)
            return;
        loaded = Case.Session.Id;
        facts = await Others.ReadAsync(viewer, loaded, default);
    }

    string Words(CaseAnswer answer) =>
        answer.Type == "true_false"
            ? L[answer.Response[0] == ResponseText.True ? "CaseFacts_True" : "CaseFacts_False"]
            : string.Join('\n', answer.Response);

    string Percent(decimal? score) => score is { } known ? DisplayText.Score(known) : L["CaseFacts_NoScore"];

    string At(DateTime time) => Clock.TimeWithSeconds(time);
}
