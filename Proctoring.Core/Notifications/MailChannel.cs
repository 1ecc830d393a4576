using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Notifications;

/// <summary>Informs staff by email of the events they asked for, in the language in which they asked. A message names exams and times,
/// never a candidate.</summary>
internal sealed class MailChannel(
    IDbContextFactory<ProctoringDb> databases,
    MailTransport transport,
    IOptions<ProctoringOptions> options,
    TimeProvider time
) : IOutboxChannel
{
    public const string ChannelName = "mail";

    /// <summary>The shortest time between two messages to one person; later events wait and come together.</summary>
    static readonly TimeSpan Between = TimeSpan.FromMinutes(5);

    public string Name => ChannelName;

    public int MostAtOnce => 100;

    public async Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(
        ProctoringDb database,
        OutboxEvent occurred,
        CancellationToken cancellation
    )
    {
        if (!options.Value.Mail.IsSet || occurred.SessionId is not { } sessionId)
            return [];
        var wanted = await database
            .MailSubscriptions.AsNoTracking()
            .Where(row =>
                row.ExamName == null || database.Sessions.Any(session => session.Id == sessionId && session.ExamName == row.ExamName)
            )
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var targets = new List<DeliveryTarget>();
        // A person receives an event once, at the earliest time they asked for.
        foreach (var person in wanted.Where(row => row.Events.Split(' ').Contains(occurred.Type)).GroupBy(row => row.UserId))
            if (await SeesAsync(database, person.Key, sessionId, cancellation).ConfigureAwait(false))
                targets.Add(await DueAsync(database, person.OrderBy(row => row.Daily).First(), cancellation).ConfigureAwait(false));
        return targets;
    }

    public async Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var person = await (
            from row in database.MailSubscriptions
            join user in database.Users on row.UserId equals user.Id
            where row.Id == targetId
            select new
            {
                user.Id,
                user.Email,
                row.Language,
            }
        )
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (person?.Email is not { } address)
            return new DeliveryResult(false, null, "The person no longer wants these messages", Final: true);
        if (await database.ViewerAsync(person.Id, cancellation).ConfigureAwait(false) is not { } viewer)
            return new DeliveryResult(false, null, "The account was switched off", Final: true);
        // Their rights may have changed, and the sessions may have been erased, since the events occurred.
        var lines = await MailText.LinesAsync(database, viewer, occurred, cancellation).ConfigureAwait(false);
        if (lines.Count == 0)
            return new DeliveryResult(false, null, "The person may no longer see these sessions", Final: true);
        var (subject, text) = MailText.Of(lines, options.Value.SiteAddress(), options.Value.LanguageOf(person.Language));
        return await transport.SendAsync(address, subject, text, occurred[0].Id, cancellation).ConfigureAwait(false);
    }

    static async Task<bool> SeesAsync(ProctoringDb database, Guid userId, Guid sessionId, CancellationToken cancellation) =>
        await database.ViewerAsync(userId, cancellation).ConfigureAwait(false) is { } viewer
        && await database
            .Sessions.SeenBy(database, viewer)
            .AnyAsync(session => session.Id == sessionId, cancellation)
            .ConfigureAwait(false);

    async Task<DeliveryTarget> DueAsync(ProctoringDb database, MailSubscription wanted, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (wanted.Daily)
        {
            var today = now.Date + options.Value.Mail.DailyAt;
            return new DeliveryTarget(wanted.Id, today > now ? today : today.AddDays(1));
        }

        var last = await database
            .OutboxDeliveries.Where(row => row.TargetId == wanted.Id && row.Channel == ChannelName)
            .MaxAsync(row => row.DeliveredAt, cancellation)
            .ConfigureAwait(false);
        return new DeliveryTarget(wanted.Id, last + Between > now ? last + Between : null);
    }
}
