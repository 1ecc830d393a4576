using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Web.Reports;

/// <summary>Sends the result of an exam to an invited candidate, as soon as the exam shows it and every answer is graded. The target is the
/// invitation, which has the address.</summary>
internal sealed class ResultChannel(
    IDbContextFactory<ProctoringDb> databases,
    MailTransport transport,
    ResultLinks links,
    IOptions<ProctoringOptions> options,
    TimeProvider time
) : IOutboxChannel
{
    /// <summary>An exam that closes later or earlier than planned is noticed within this time.</summary>
    static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);

    /// <summary>A result that was not shown for this long is no longer sent.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    static readonly string[] Ends = [OutboxEventTypes.Submitted, OutboxEventTypes.Ended, OutboxEventTypes.Graded];

    public string Name => "result";

    public async Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(
        ProctoringDb database,
        OutboxEvent occurred,
        CancellationToken cancellation
    )
    {
        if (!options.Value.Mail.SendResults || !Ends.Contains(occurred.Type) || occurred.SessionId is not { } id)
            return [];
        var session = await FindAsync(database, id, cancellation);
        // With answers to grade, the event that the last one is graded follows.
        if (session is not { Ungraded: 0, FinishedAt: { } finished, Exam: { ShownDetail: not ResultDetail.Nothing } exam })
            return [];
        var now = time.GetUtcNow().UtcDateTime;
        // The exam may get another time to close, or its first one.
        var shown = exam.WithholdsResults(now) ? Sooner(exam.ClosesAt, now + LookAgain) : DateTime.MinValue;
        if (await InvitationOf(database, session).FirstOrDefaultAsync(cancellation) is not { } invitation)
            return [];
        // A candidate who is readmitted must not know the result.
        var kept = session.Status == SessionStatus.Ended ? finished + ProctoringSession.ReadmittedWithin : DateTime.MinValue;
        var from = shown > kept ? shown : kept;
        return [new DeliveryTarget(invitation.Id, from > now ? from : null)];
    }

    public async Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var session = await FindAsync(database, occurred[0].SessionId!.Value, cancellation);
        if (session is not { FinishedAt: not null, Exam: { ShownDetail: not ResultDetail.Nothing } exam })
            return Not("The session was erased or continues, or its exam no longer shows results", final: true);
        var invitation = await InvitationOf(database, session).SingleOrDefaultAsync(row => row.Id == targetId, cancellation);
        if (invitation is not { Email: { } address })
            return Not("The invitation was withdrawn or deleted", final: true);
        if (await IsReplacedAsync(database, targetId, occurred[0], cancellation))
            return Not("A newer message about this session waits or was sent", final: true);
        if (now - occurred[0].OccurredAt > Longest)
            return Not("The exam has not shown its result for 90 days", final: true);
        var readmitted = database.Sessions.Readmittable(database, now).Where(row => row.Status == SessionStatus.Ended);
        if (exam.WithholdsResults(now) || await readmitted.AnyAsync(row => row.Id == session.Id, cancellation))
            return Not("The exam does not show its result yet", final: false) with
            {
                NotBefore = exam.WithholdsResults(now) ? Sooner(exam.ClosesAt, now + LookAgain) : now + LookAgain / 6,
            };
        if (options.Value.SiteAddress() is not { Length: > 0 } site)
            return Not("The link needs an address: set Proctoring:Api:PublicAddress", final: false);
        var link = site + links.For(exam.Id, session.Id);
        var (subject, text) = ResultMail.Of(exam, invitation.Name, session.Score, link, options.Value.Privacy);
        return await transport.SendAsync(address, subject, text, occurred[0].Id, cancellation);
    }

    static DateTime Sooner(DateTime? closes, DateTime later) => closes < later ? closes.Value : later;

    static DeliveryResult Not(string reason, bool final) => new(false, null, reason, final);

    /// <summary>A session of this server's own pages. Another system informs its candidates itself.</summary>
    static Task<ProctoringSession?> FindAsync(ProctoringDb database, Guid id, CancellationToken cancellation) =>
        database
            .Sessions.AsNoTracking()
            .Include(row => row.Exam)
            .SingleOrDefaultAsync(row => row.Id == id && row.ApiKeyId == null && !row.Practice, cancellation);

    static IQueryable<ExamInvitation> InvitationOf(ProctoringDb database, ProctoringSession session) =>
        database
            .ExamInvitations.AsNoTracking()
            .Where(row =>
                row.ExamId == session.ExamId && row.StudentId == session.StudentId && row.WithdrawnAt == null && row.Email != null
            );

    /// <summary>Whether the message of a later event of the same session waits or was sent, for example because an answer was graded
    /// again.</summary>
    Task<bool> IsReplacedAsync(ProctoringDb database, Guid targetId, OutboxEvent occurred, CancellationToken cancellation)
    {
        var name = Name;
        return database.OutboxDeliveries.AnyAsync(
            row =>
                row.TargetId == targetId
                && row.Channel == name
                && (row.NextAttemptAt != null || row.DeliveredAt != null)
                && row.Event!.SessionId == occurred.SessionId
                && row.Event.OccurredAt > occurred.OccurredAt,
            cancellation
        );
    }
}
