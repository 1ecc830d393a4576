using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.ExamRoom;

// The check of the identity by a person: for candidates who decline the comparison of their face, for whom it fails, or who cover it.
public sealed partial class ExamProctoring
{
    /// <summary>After this many failures the page offers the check by a person in plain view.</summary>
    const int MostFailures = 3;

    IDisposable? awaitingIdentity;
    int failures;
    string? documentPhoto;
    string? personNote;

    [Inject]
    internal IdentityRequests Identities { get; set; } = null!;

    bool IdentityReady =>
        view is { HasPhoto: true, Identity: { } check }
        && (!view.NeedsDocument || check.HasDocument)
        && (!view.WaitsForIdentity || check.Confirmed == true);

    bool IdentityComplete => view is { HasPhoto: true, Identity: { } check } && (!view.NeedsDocument || check.HasDocument);

    string PersonLead
    {
        get
        {
            var lead = L[view is { Identity.Reason: IdentityCheckReason.CannotTurn } ? "Person_LeadTurn" : "Person_Lead"];
            return view is { NeedsDocument: true } ? $"{lead} {L["Person_LeadDocument"]}" : lead;
        }
    }

    string? PersonState => PersonStateKey is { } key ? L[$"Person_{key}"].Value : null;

    string? PersonStateKey =>
        !IdentityComplete ? null
        : view is { Identity.Confirmed: true } ? "Confirmed"
        : view is { Identity.Confirmed: false } ? "Refused"
        : view is { WaitsForIdentity: true } ? "Waiting"
        : "Begin_Later";

    /// <summary>Shows the check of the face, or the check by a person if the candidate chose that.</summary>
    async Task ShowIdentityCheckAsync()
    {
        if (view is { Practice: true })
            await BeginAsync();
        else if (view is { ComparesFace: true, Identity: null })
            Show(RoomPhase.Face);
        else
            await AskForPersonAsync(view?.Identity?.Reason ?? IdentityCheckReason.Declined);
    }

    Task AskForPersonAsync() => AskForPersonAsync(failures >= MostFailures ? IdentityCheckReason.Failed : IdentityCheckReason.Covered);

    async Task AskForPersonAsync(IdentityCheckReason reason)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if (view?.Identity is null)
                await Identities.AskAsync(access!, reason, gone.Token);
            view = await Opener.FindAsync(access!, gone.Token);
            awaitingIdentity ??= Feed.Follow(
                access!.SessionId,
                news => _ = news is IdentityNews or MissedNews ? InvokeAsync(ReadIdentityAsync) : Task.CompletedTask
            );
            (photo, personNote) = (null, null);
            Show(RoomPhase.Person);
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.NotStarted(cause, access?.SessionId);
            await ExplainAsync();
        }
        finally
        {
            busy = false;
        }
    }

    async Task ReadIdentityAsync()
    {
        view = await Opener.FindAsync(access!, gone.Token);
        StateHasChanged();
    }

    async Task TakeIdentityPhotoAsync(bool document)
    {
        if (busy)
            return;
        (busy, personNote) = (true, null);
        StateHasChanged();
        try
        {
            var (taken, picture) = await script!.TakeIdentityPhotoAsync(document);
            personNote = L[taken is "stored" or "not_a_picture" or "dark" or "too_often" ? $"Person_{taken}" : "Person_failed"];
            if (taken != "stored")
                return;
            if (document)
                documentPhoto = picture;
            else
                photo = picture;
            view = await Opener.FindAsync(access!, gone.Token);
        }
        finally
        {
            busy = false;
        }
    }
}
