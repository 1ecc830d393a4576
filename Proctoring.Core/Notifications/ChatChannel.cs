using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Notifications;

/// <summary>Informs a room of a chat system of events. A message names exams and times, never a candidate. No one knows who reads the room,
/// so sessions of restricted exams are left out.</summary>
internal sealed class ChatChannel(
    IDbContextFactory<ProctoringDb> databases,
    ChatRoom room,
    IOptions<ProctoringOptions> options
) : IOutboxChannel
{
    public const string ChannelName = "chat";

    /// <summary>The one target: the room of the settings.</summary>
    static readonly Guid Room = new("6f0c7a34-52f1-4b7e-9d43-0c1a2f9b8e57");

    /// <summary>What any member of staff could read.</summary>
    static readonly StaffViewer Reader = new(null, ChannelName, [StaffRoles.Administrator], null);

    ChatOptions Chat => options.Value.Chat;

    public string Name => ChannelName;

    public int MostAtOnce => 20;

    public async Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(
        ProctoringDb database,
        OutboxEvent occurred,
        CancellationToken cancellation
    ) =>
        Chat.IsSet
        && Chat.WantedEvents.Contains(occurred.Type)
        && await Shown(database).AnyAsync(session => session.Id == occurred.SessionId, cancellation).ConfigureAwait(false)
            ? [new DeliveryTarget(Room)]
            : [];

    public async Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation)
    {
        if (!Chat.IsSet)
            return DeliveryResult.Cancel("No room is set any longer");
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // An exam may have been restricted, and sessions may have been erased, since the events occurred.
        var ids = occurred.Select(row => row.SessionId).OfType<Guid>().Distinct().ToList();
        var shown = await Shown(database)
            .Where(session => ids.Contains(session.Id))
            .Select(session => session.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        List<OutboxEvent> left = [.. occurred.Where(row => row.SessionId is { } id && shown.Contains(id))];
        var lines = await MailText.LinesAsync(database, Reader, left, cancellation).ConfigureAwait(false);
        if (lines.Count == 0)
            return DeliveryResult.Cancel("The sessions were erased, or their exam was restricted");
        var (subject, text) = MailText.Of(lines, options.Value.SiteAddress(), options.Value.LanguageOf(null), isForRoom: true);
        return await room.SendAsync(subject, text, cancellation).ConfigureAwait(false);
    }

    static IQueryable<Exams.ProctoringSession> Shown(ProctoringDb database) =>
        database.Sessions.Where(session =>
            !session.IsTest && !session.Practice && !database.ExamReviewers.Any(row => row.ExamName == session.ExamName)
        );
}
