using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <content>The reviewer's actions. Each one writes, reads the session again and says what was done.</content>
internal sealed partial class CaseActions
{
    public Task DecideAsync(Decision decision, string? reason, CancellationToken cancellation)
    {
        // A dismissal of unseen pictures clears nobody; a confirmation accuses somebody.
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
            var next = Left == 0 ? " All flags are decided. Press v to give the verdict." : "";
            Said = $"{ReviewText.Of(decision)}{(flags.Count > 1 ? $": {flags.Count} flags" : "")}.{next}";
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
                Said =
                    undone.Count == 1
                        ? "Decision undone."
                        : string.Create(CultureInfo.InvariantCulture, $"Decision undone on {undone.Count} flags.");
            },
            cancellation
        );
    }

    public Task WriteNoteAsync(string? text, bool aboutFlag, CancellationToken cancellation) =>
        ActAsync(
            viewer => notes.WriteAsync(viewer, Case!.Session.Id, aboutFlag ? Flag?.Id : null, text, cancellation),
            () => Said = "Note saved.",
            cancellation
        );

    /// <summary>Gives the chosen verdict. If something speaks against it, the reason waits until the reviewer accepts that.</summary>
    public Task GiveVerdictAsync(string? reason, CancellationToken cancellation)
    {
        if (Doubts.Count == 0 || Pending is not null)
            return GiveAsync(reason, null, cancellation);
        if (string.IsNullOrWhiteSpace(reason))
            Trouble = "Reason is required.";
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
            () =>
                Said = Case?.Session.Verdict is null
                    ? "Verdict withdrawn. The session is open again."
                    : "Your verdict is withdrawn. The final verdict stands, because the other reviewers agree.",
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
                    { Session.Verdict: not null } => "The verdict is final. Press Shift+J to open the next session.",
                    { Verdicts: var given } when given.Any(other => other.Verdict != Mine?.Verdict) =>
                        "Verdict saved. The reviewers disagree: the verdict becomes final when two reviewers agree.",
                    _ => "Verdict saved. It becomes final when a second reviewer agrees.",
                },
            cancellation
        );

    static string UnseenText(int unseen) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Not confirmed: you have not seen {unseen} of the pictures yet. Scroll through them below, or decide these flags one by one."
        );

    /// <summary>Writes, reads the session again and says what was done; one action at a time.</summary>
    Task ActAsync(Func<StaffViewer, Task<ReviewOutcome>> write, Action then, CancellationToken cancellation)
    {
        var meant = Standing;
        return turns.TakeAsync(async () =>
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
                Trouble = char.ToUpperInvariant(mistake.Message[0]) + mistake.Message[1..] + ".";
            }
            catch (Exception cause) when (!cancellation.IsCancellationRequested)
            {
                Fail(
                    cause,
                    outcome == ReviewOutcome.Done
                        ? "Saved, but the session could not be read again. Reload the page."
                        : "Not saved. Try again."
                );
            }
        });
    }
}
