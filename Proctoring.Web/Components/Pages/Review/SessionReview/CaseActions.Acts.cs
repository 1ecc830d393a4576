using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <content>The reviewer's actions. Each one writes, reads the session again and reports the result.</content>
internal sealed partial class CaseActions
{
    public Task DecideAsync(Decision decision, string? reason, CancellationToken cancellation)
    {
        // Dismissing unseen pictures does no harm; confirming them accuses a person.
        if (decision == Decision.Confirmed && Unseen is var unseen and > 0)
        {
            Trouble = UnseenText(unseen);
            return Task.CompletedTask;
        }

        var looked = Flag;
        var flags =
            looked is null ? []
            : WithAlike ? Alike!.Flags
            : [looked];
        return ActAsync(
            viewer => decisions.DecideAsync(viewer, Case!.Session.Id, [.. flags.Select(flag => flag.Id)], decision, reason, cancellation),
            Then,
            cancellation
        );

        void Then()
        {
            // A reviewer who selected another flag in the meantime stays there.
            if (Flag?.Id == looked?.Id && (FirstOpen(Index + 1) is var after and >= 0 ? after : FirstOpen(0)) is var open and >= 0)
                Index = open;
            var name = ReviewText.Of(decision);
            Said = flags.Count > 1 ? L.Plural("Said_DecidedMany", flags.Count, name) : L["Said_Decided", name];
            if (Left == 0)
                Said = $"{Said} {L["Said_AllDecided"]}";
        }
    }

    public Task UndoAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Guid> undone = [];
        return ActAsync(
            async viewer =>
            {
                (var outcome, undone) = await decisions.UndoAsync(viewer, Case!.Session.Id, cancellation);
                return outcome;
            },
            () =>
            {
                Index = undone.Select(flag => IndexOf(flag)).Where(index => index >= 0).DefaultIfEmpty(Index).Min();
                Said = undone.Count == 1 ? L["Said_Undone"] : L.Plural("Said_UndoneMany", undone.Count);
            },
            cancellation
        );
    }

    public Task WriteNoteAsync(string? text, bool aboutFlag, CancellationToken cancellation) =>
        ActAsync(
            viewer => notes.WriteAsync(viewer, Case!.Session.Id, aboutFlag ? Flag?.Id : null, text, cancellation),
            () => Said = L["Said_NoteSaved"],
            cancellation
        );

    /// <summary>Gives the chosen verdict. If something speaks against it, the reason waits until the reviewer accepts that.</summary>
    public Task GiveVerdictAsync(string? reason, CancellationToken cancellation)
    {
        if (Doubts.Count == 0 || Pending is not null)
            return GiveAsync(reason, null, cancellation);
        if (string.IsNullOrWhiteSpace(reason))
            Trouble = L["Said_ReasonRequired"];
        else
            (Pending, Trouble) = (reason, null);
        return Task.CompletedTask;
    }

    /// <summary>Gives the verdict that waits, although something speaks against it.</summary>
    public Task AcceptDoubtsAsync(CancellationToken cancellation) =>
        Pending is { } reason ? GiveAsync(reason, Basis, cancellation) : Task.CompletedTask;

    public Task WithdrawVerdictAsync(string? reason, CancellationToken cancellation) =>
        ActAsync(
            viewer => verdicts.WithdrawAsync(viewer, Case!.Session.Id, reason, cancellation),
            () => Said = L[Case?.Session.Verdict is null ? "Said_Withdrawn" : "Said_OwnWithdrawn"],
            cancellation
        );

    Task GiveAsync(string? reason, VerdictBasis? accepted, CancellationToken cancellation) =>
        ActAsync(
            viewer =>
                Chosen is { } verdict
                    ? verdicts.GiveAsync(viewer, Case!.Session.Id, verdict, reason, accepted, cancellation)
                    : Task.FromResult(ReviewOutcome.NotThere),
            () =>
                Said = Case switch
                {
                    { Session.Verdict: not null } => L["Said_Final"],
                    { Verdicts: var given } when given.Any(other => other.Verdict != Mine?.Verdict) => L["Said_Disagree"],
                    _ => L["Said_Second"],
                },
            cancellation
        );

    static string UnseenText(int unseen) => L["Said_Unseen", unseen];

    /// <summary>Writes, reads the session again and reports the result; one action at a time.</summary>
    Task ActAsync(Func<StaffViewer, Task<ReviewOutcome>> write, Action then, CancellationToken cancellation)
    {
        var meant = Standing;
        return actions.RunAsync(async () =>
        {
            // The action before may have changed what this one was meant for: a double click decides one flag.
            if (Case is null || meant != Standing)
                return;
            (Trouble, Said) = (null, null);
            var outcome = ReviewOutcome.NotThere;
            try
            {
                // Asked each time: the right may have been taken away in the meantime.
                if (await askReviewer() is { } viewer)
                {
                    outcome = await write(viewer);
                    await ReadNowAsync(viewer, cancellation);
                }

                Trouble = ReviewText.Trouble(outcome);
                if (outcome == ReviewOutcome.Doubtful)
                    Pending = null;
                if (Trouble is not null)
                    return;
                then();
                WithAlike = false;
                if (Panel == meant.Panel)
                    (Panel, Chosen, Pending) = (CasePanel.None, null, null);
            }
            catch (ValidationException mistake)
            {
                Trouble = RefusalOnPage.Sentence(mistake);
            }
            catch (Exception cause) when (!cancellation.IsCancellationRequested)
            {
                Fail(cause, L[outcome == ReviewOutcome.Done ? "Case_SavedNotRead" : "Case_NotSaved"]);
            }
        });
    }
}
