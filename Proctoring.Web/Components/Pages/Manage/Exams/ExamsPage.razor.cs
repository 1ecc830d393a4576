using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Exams;

/// <summary>Sets which staff can see the sessions of each exam.</summary>
public sealed partial class ExamsPage
{
    IReadOnlyList<ExamAccess>? exams;
    IReadOnlyList<StaffRow> people = [];

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal ExamRestrictions Restrictions { get; set; } = null!;

    [Inject]
    internal StaffDirectory Directory { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
            await LoadAsync(viewer);
    }

    async Task LoadAsync(StaffViewer viewer)
    {
        people = await Directory.ListAsync(viewer, CancellationToken.None);
        exams = await Restrictions.ListAsync(viewer, CancellationToken.None);
    }

    string NamesOf(ExamAccess exam) =>
        exam.Reviewers.Count == 0
            ? L["ExamsPage_AllStaff"]
            : string.Join(", ", people.Where(person => exam.Reviewers.Contains(person.Id)).Select(person => person.Name));

    async Task EditAsync(ExamAccess exam)
    {
        var dialog = await Dialogs.ShowAsync<ExamAccessDialog>(
            null,
            new DialogParameters<ExamAccessDialog>
            {
                { box => box.Exam, exam },
                // Administrators see everything anyway; naming one would only mislead.
                {
                    box => box.People,
                    [.. people.Where(person => !person.Roles.Contains(StaffRoles.Administrator) || exam.Reviewers.Contains(person.Id))]
                },
            }
        );
        if (
            await dialog.Result is not { Canceled: false, Data: IReadOnlyList<Guid> chosen }
            || await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer
        )
            return;
        var outcome = await Restrictions.SetAsync(viewer, exam.ExamName, exam.Reviewers, chosen, CancellationToken.None);
        if (outcome == RestrictionOutcome.Done)
        {
            await SayAsync(
                viewer,
                exam,
                chosen.Count == 0
                    ? L["ExamsPage_Opened", exam.ExamName]
                    : L.Plural("ExamsPage_Restricted", chosen.Count, exam.ExamName),
                chosen
            );
            return;
        }

        Snackbar.Add(TroubleOf(outcome), MudBlazor.Severity.Error);
        await LoadAsync(viewer);
    }

    string TroubleOf(RestrictionOutcome outcome) =>
        outcome switch
        {
            RestrictionOutcome.Changed => L["ExamsPage_Conflict"],
            RestrictionOutcome.AccountGone => L["ExamsPage_AccountGone"],
            _ => L["Manage_NotAllowed"],
        };

    async Task SayAsync(StaffViewer viewer, ExamAccess before, string sentence, IReadOnlyList<Guid> now)
    {
        await LoadAsync(viewer);
        Snackbar.Add(
            sentence,
            MudBlazor.Severity.Success,
            options =>
            {
                options.Action = L["Manage_Undo"];
                options.OnClick = _ => UndoAsync(before, now);
            }
        );
    }

    Task UndoAsync(ExamAccess before, IReadOnlyList<Guid> now) =>
        InvokeAsync(async () =>
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
                return;
            var outcome = await Restrictions.SetAsync(viewer, before.ExamName, now, before.Reviewers, CancellationToken.None);
            if (outcome != RestrictionOutcome.Done)
                Snackbar.Add(TroubleOf(outcome), MudBlazor.Severity.Error);
            await LoadAsync(viewer);
            StateHasChanged();
        });
}
