using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>What a proctor does in a running session: write to the candidate, add time, pause, end.</summary>
internal sealed partial class Interventions(
    IDbContextFactory<ProctoringDb> databases,
    SessionCloser closer,
    SessionDeadlines deadlines,
    SessionPauses pauses,
    IRunningSessions running,
    ClockRefresh refresh,
    SessionFeed feed,
    TimeProvider time,
    ILogger<Interventions> log
)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>Sends a message; the candidate's page shows it.</summary>
    /// <exception cref="ValidationException">The message is empty or too long.</exception>
    public Task<ReviewOutcome> WriteAsync(StaffViewer viewer, Guid sessionId, string? text, CancellationToken cancellation) =>
        StoreMessageAsync(viewer, sessionId, TextLimits.Required(text, "message", ReviewLimits.Message), "the candidate", cancellation);

    /// <summary>Sends the same message to several candidates. Each session has its own copy and its own entry in the audit log; one that
    /// fails does not stop the others.</summary>
    /// <param name="viewer">The proctor.</param>
    /// <param name="sessions">The sessions, at most <see cref="LiveWall.Most"/>.</param>
    /// <param name="text">The message.</param>
    /// <param name="cancellation">Stops before the next session.</param>
    /// <returns>The candidates by name, each with the delivery; without the sessions that the viewer cannot see.</returns>
    /// <exception cref="ValidationException">The message is empty or too long, or there are too many sessions.</exception>
    public async Task<IReadOnlyList<MessageDelivery>> WriteToManyAsync(
        StaffViewer viewer,
        IReadOnlyCollection<Guid> sessions,
        string? text,
        CancellationToken cancellation
    )
    {
        var words = TextLimits.Required(text, "message", ReviewLimits.Message);
        var wanted = sessions.Distinct().ToList();
        if (wanted.Count > LiveWall.Most)
            throw new ShownRefusalException(L["Refusal_Recipients", LiveWall.Most]);
        var candidates = await CandidatesAsync(viewer, wanted, cancellation).ConfigureAwait(false);
        var looks = await running.LookAsync(candidates.Select(one => one.Id)).ConfigureAwait(false);
        var subject = string.Create(CultureInfo.InvariantCulture, $"the candidate, with {candidates.Count - 1} others");
        List<MessageDelivery> deliveries = [];
        foreach (var (id, student) in candidates)
        {
            cancellation.ThrowIfCancellationRequested();
            var state = await TryStoreMessageAsync(viewer, id, words, subject).ConfigureAwait(false) switch
            {
                ReviewOutcome.Done => looks.GetValueOrDefault(id)?.Connected == true ? DeliveryState.Sent : DeliveryState.NotConnected,
                ReviewOutcome.NotThere => DeliveryState.NotRunning,
                _ => DeliveryState.Failed,
            };
            deliveries.Add(new MessageDelivery(id, student, state));
        }

        return deliveries;
    }

    /// <summary>The candidates of those sessions, running or ended, that the viewer may see and act on.</summary>
    async Task<List<(Guid Id, string Student)>> CandidatesAsync(StaffViewer viewer, List<Guid> wanted, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var found = await database
            .Sessions.AttendedBy(database, viewer)
            .Where(session => wanted.Contains(session.Id))
            .OrderBy(session => session.StartedAt)
            .Select(session => new
            {
                session.Id,
                session.Student!.ExternalId,
                session.Student.Name,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return found.ConvertAll(session => (session.Id, StudentLabel.Of(session.ExternalId, session.Name)));
    }

    /// <summary>Returns null if the message could not be stored.</summary>
    async Task<ReviewOutcome?> TryStoreMessageAsync(StaffViewer viewer, Guid sessionId, string words, string subject)
    {
        try
        {
            return await StoreMessageAsync(viewer, sessionId, words, subject, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // The others get theirs, and the proctor reads whose message is missing.
            LogNotSent(cause, sessionId);
            return null;
        }
    }

    async Task<ReviewOutcome> StoreMessageAsync(
        StaffViewer viewer,
        Guid sessionId,
        string words,
        string subject,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (
            !await database
                .Sessions.LedBy(database, viewer)
                .AnyAsync(session => session.Id == sessionId, cancellation)
                .ConfigureAwait(false)
        )
            return ReviewOutcome.NotThere;
        var message = new StaffMessage
        {
            Id = Guid.CreateVersion7(now),
            SessionId = sessionId,
            AuthorId = viewer.UserId!.Value,
            Text = words,
            SentAt = now,
        };
        database.Add(message);
        database.Audit(viewer, "message_sent", subject, now, sessionId);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        feed.Announce(sessionId, new MessageNews(message.Id, words, now));
        return ReviewOutcome.Done;
    }

    /// <summary>Adds time to a running session. The candidate reads the reason, and the timer changes at once.</summary>
    /// <exception cref="ValidationException">The reason is missing or too long, or the minutes are out of range.</exception>
    public async Task<ReviewOutcome> AddTimeAsync(
        StaffViewer viewer,
        Guid sessionId,
        int minutes,
        string? reason,
        CancellationToken cancellation
    )
    {
        var why = TextLimits.Required(reason, "reason", TimeChange.LongestReason);
        if (minutes is < 1 or > ReviewLimits.AddedMinutes)
            throw new ShownRefusalException(L["Refusal_Minutes", 1, ReviewLimits.AddedMinutes]);
        if (!await IsLedAsync(viewer, sessionId, cancellation).ConfigureAwait(false))
            return ReviewOutcome.NotThere;
        if (await deadlines.ExtendAsync(sessionId, TimeSpan.FromMinutes(minutes), why, viewer).ConfigureAwait(false) is null)
            return ReviewOutcome.NotThere;
        // Otherwise the added time would not be monitored until the session next stores its progress.
        await refresh.RefreshAsync(sessionId).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    /// <summary>Pauses a running session: the candidate reads the reason instead of the questions, the clock stops and nothing is
    /// monitored.</summary>
    /// <exception cref="ValidationException">The reason is missing or too long.</exception>
    public async Task<ReviewOutcome> PauseAsync(StaffViewer viewer, Guid sessionId, string? reason, CancellationToken cancellation)
    {
        var why = TextLimits.Required(reason, "reason", ProctoringSession.LongestPauseReason);
        return
            await IsLedAsync(viewer, sessionId, cancellation).ConfigureAwait(false)
            && await pauses.PauseAsync(sessionId, why, viewer).ConfigureAwait(false)
            ? ReviewOutcome.Done
            : ReviewOutcome.NotThere;
    }

    /// <summary>Continues a paused session. The candidate gets back the time of the pause.</summary>
    public async Task<ReviewOutcome> ResumeAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation) =>
        await IsLedAsync(viewer, sessionId, cancellation).ConfigureAwait(false)
        && await pauses.ResumeAsync(sessionId, viewer).ConfigureAwait(false)
            ? ReviewOutcome.Done
            : ReviewOutcome.NotThere;

    /// <summary>Ends a session. The answers so far are stored and scored.</summary>
    /// <exception cref="ValidationException">The reason is missing or too long.</exception>
    public async Task<ReviewOutcome> EndAsync(StaffViewer viewer, Guid sessionId, string? reason, CancellationToken cancellation)
    {
        var why = TextLimits.Required(reason, "reason", ReviewLimits.EndReason);
        if (!await IsLedAsync(viewer, sessionId, cancellation).ConfigureAwait(false))
            return ReviewOutcome.NotThere;
        return await closer.EndAsync(sessionId, why, viewer).ConfigureAwait(false) ? ReviewOutcome.Done : ReviewOutcome.NotThere;
    }

    async Task<bool> IsLedAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.LedBy(database, viewer)
            .AnyAsync(session => session.Id == sessionId, cancellation)
            .ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Error, "A message to several candidates could not be stored for session {SessionId}")]
    partial void LogNotSent(Exception cause, Guid sessionId);
}

/// <summary>The delivery of a message to one of several candidates.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Student">The candidate.</param>
/// <param name="State">Whether it was sent.</param>
public sealed record MessageDelivery(Guid SessionId, string Student, DeliveryState State);

/// <summary>Whether a candidate gets a message.</summary>
public enum DeliveryState
{
    Sent,

    /// <summary>It is stored; the candidate reads it when the page is connected again.</summary>
    NotConnected,

    /// <summary>The session is over.</summary>
    NotRunning,

    /// <summary>It could not be stored.</summary>
    Failed,
}
