using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Accommodations;

/// <summary>Arranges extra time, breaks, the page's look and milder rules for single students, and makes invitations for guests.</summary>
public sealed partial class AccommodationsPage
{
    /// <summary>The choices that change a rule.</summary>
    const string Off = "RuleOff",
        Low = "RuleLow",
        Patient = "RulePatient";

    static readonly string[] Settings =
    [
        nameof(ExamArrangements.ExtraTimePercent),
        nameof(ExamArrangements.ExtraMinutes),
        nameof(ExamArrangements.BreakMinutes),
        nameof(ExamArrangements.LargerText),
        nameof(ExamArrangements.HiddenTimer),
        nameof(ExamArrangements.ReaderAllowed),
    ];

    static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);

    IReadOnlyList<ArrangedOverride>? rows;
    IReadOnlyList<ExamView> exams = [];
    string? student;
    string what = nameof(ExamArrangements.ExtraTimePercent);
    string rule = "suspicious_gaze";
    string? reason;
    string? problem;
    int number = 25;
    bool busy;
    bool live;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal AccommodationStore Store { get; set; } = null!;

    [Inject]
    RuleCatalog Rules { get; set; } = null!;

    [Inject]
    internal ExamCatalog Exams { get; set; } = null!;

    [Inject]
    internal Invitations Invites { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    bool IsRule => what is Off or Low or Patient;

    bool IsNumber =>
        what is nameof(ExamArrangements.ExtraTimePercent) or nameof(ExamArrangements.ExtraMinutes) or nameof(ExamArrangements.BreakMinutes);

    protected override async Task OnInitializedAsync()
    {
        exams = await Exams.ListAsync(CancellationToken.None);
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        live = true;
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
            rows = await Store.ListForAsync(viewer, CancellationToken.None);
    }

    async Task SaveAsync()
    {
        if (busy)
            return;
        // Before the rights are read: a second click must find it.
        (busy, problem) = (true, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            await Store.KeepAsync(Student.OwnPages, student ?? "", Change(), reason ?? "", viewer, CancellationToken.None);
            reason = null;
            await LoadAsync();
        }
        catch (ValidationException mistake)
        {
            problem = L["Accommodations_Invalid", RefusalOnPage.Sentence(mistake)];
        }
        finally
        {
            busy = false;
        }
    }

    RuleOverride Change() =>
        what switch
        {
            Off => new(rule, nameof(ViolationRule.Enabled), "false"),
            Low => new(rule, nameof(ViolationRule.Severity), nameof(Core.Exams.Severity.Low)),
            Patient => new(rule, nameof(ViolationRule.HoldFor), Doubled()),
            _ => new(ExamArrangements.Id, what, IsNumber ? number.ToString(CultureInfo.InvariantCulture) : "true"),
        };

    /// <summary>Twice the time for which the condition must hold, at least ten seconds.</summary>
    string Doubled()
    {
        var hold = 2 * Rules.Rules.Single(known => known.Kind.Id == rule).HoldFor;
        hold = hold < TimeSpan.FromSeconds(10) ? TimeSpan.FromSeconds(10) : hold;
        return (hold < LongestHold ? hold : LongestHold).ToString("c", CultureInfo.InvariantCulture);
    }

    async Task AddGuestAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not null)
                student = await Store.AddGuestAsync(null, CancellationToken.None);
        }
        finally
        {
            busy = false;
        }
    }

    async Task RemoveAsync(ArrangedOverride row)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            await Store.RemoveAsync(viewer, row.Id, CancellationToken.None);
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    string Describe(ArrangedOverride row)
    {
        if (row.Rule == ExamArrangements.Id)
            return L[
                "Accommodations_Line",
                L[$"Accommodations_{row.Setting}"].Value,
                row.Value is "true" ? L["Accommodations_Yes"].Value : row.Value
            ];
        var title = Rules.Rules.FirstOrDefault(known => known.Kind.Id == row.Rule) is { } known ? RuleText.Title(known.Kind) : row.Rule;
        return row switch
        {
            { Setting: nameof(ViolationRule.Enabled), Value: "false" } => L[
                "Accommodations_Line",
                title,
                L["Accommodations_RuleOff"].Value
            ],
            { Setting: nameof(ViolationRule.Severity), Value: "Low" } => L["Accommodations_Line", title, L["Accommodations_RuleLow"].Value],
            _ => L["Accommodations_Line", title, $"{row.Setting} = {row.Value}"],
        };
    }

    string LinkOf(string slug, string studentId) => Navigation.ToAbsoluteUri(Invites.For(slug, studentId).FromBase()).ToString();
}
