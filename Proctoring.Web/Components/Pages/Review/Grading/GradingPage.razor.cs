using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Grading;

/// <summary>Lists the sessions whose answers a person must grade, and takes points and comments.</summary>
public sealed partial class GradingPage
{
    readonly GradeDrafts drafts = new();
    IReadOnlyList<GradingRow>? queue;
    GradingSheet? sheet;
    bool busy;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal AnswerGrading Grading { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ILogger<GradingPage> Log { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        await LoadAsync();
        StateHasChanged();
    }

    async Task LoadAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Review) is { } viewer)
            queue = await Grading.QueueAsync(viewer, CancellationToken.None);
    }

    async Task OpenAsync(Guid session)
    {
        if (await Access.ViewerAsync(StaffPolicies.Review) is not { } viewer)
            return;
        sheet = await Grading.FindAsync(viewer, session, CancellationToken.None);
    }

    Task CloseAsync()
    {
        sheet = null;
        return LoadAsync();
    }

    async Task GradeAsync(GradedAnswer answer)
    {
        if (busy || sheet is not { SessionId: var session } || Draft(answer) is not { Points: { } points } draft)
            return;
        busy = true;
        var comment = draft.Comment;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Review) is not { } viewer)
                return;
            var outcome = await Grading.GradeAsync(
                viewer,
                session,
                answer.QuestionId,
                answer.GradeId,
                points,
                comment,
                CancellationToken.None
            );
            if (outcome != ReviewOutcome.Done)
                Snackbar.Add(L[outcome == ReviewOutcome.Changed ? "Grading_Changed" : "Grading_NotStored"], MudBlazor.Severity.Error);
            // What was typed during the save is not stored yet.
            else if (draft.Points == points && draft.Comment == comment)
                drafts.Forget(session, answer);

            var found = await Grading.FindAsync(viewer, session, CancellationToken.None);
            if (sheet?.SessionId == session)
                sheet = found;
        }
        catch (ValidationException mistake)
        {
            Snackbar.Add(RefusalOnPage.Sentence(mistake), MudBlazor.Severity.Error);
        }
        catch (Exception cause)
        {
            // The text stays on the page for another attempt.
            LogFailed(Log, cause);
            Snackbar.Add(L["Grading_Failed"], MudBlazor.Severity.Error);
        }
        finally
        {
            busy = false;
        }
    }

    async Task ConfirmLeavingAsync(LocationChangingContext leaving)
    {
        if (!drafts.Unsaved)
            return;
        var leaves = await Dialogs.ShowMessageBoxAsync(
            L["Grading_LeaveTitle"],
            L["Grading_LeaveText"],
            yesText: L["Grading_Leave"],
            cancelText: L["Grading_Stay"]
        );
        if (leaves != true)
            leaving.PreventNavigation();
    }

    GradeDraft Draft(GradedAnswer answer) => drafts.Of(sheet!.SessionId, answer);

    static string Number(decimal points) => points.ToString("0.###", CultureInfo.CurrentCulture);

    [LoggerMessage(LogLevel.Error, "A grade was not stored.")]
    static partial void LogFailed(ILogger log, Exception cause);
}
