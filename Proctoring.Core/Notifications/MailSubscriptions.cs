using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Notifications;

/// <summary>Reads and changes the events of which a member of staff is informed by email. Everyone changes their own only.</summary>
internal sealed class MailSubscriptions(
    IDbContextFactory<ProctoringDb> databases,
    MailTransport transport,
    IOptions<ProctoringOptions> options,
    TimeProvider time
)
{
    /// <summary>The most subscriptions of one person.</summary>
    public const int Most = 50;

    static readonly IStringLocalizer L = TextSet.Of<MailTexts>();

    /// <summary>Whether this server sends email.</summary>
    public bool IsAvailable => options.Value.Mail.IsSet;

    /// <summary>When daily messages are sent, UTC.</summary>
    public TimeOnly DailyAt => TimeOnly.FromTimeSpan(options.Value.Mail.DailyAt);

    /// <summary>The viewer's subscriptions, that for all exams first.</summary>
    public async Task<IReadOnlyList<MailSubscription>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .MailSubscriptions.AsNoTracking()
            .Where(row => row.UserId == viewer.UserId)
            .OrderBy(row => row.ExamName != null)
            .ThenBy(row => row.ExamName)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>The exams that the viewer can choose from, by name.</summary>
    public async Task<IReadOnlyList<string>> ExamsAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .Sessions.SeenBy(database, viewer)
            .Select(session => session.ExamName)
            .Union(database.Exams.Select(exam => exam.Title).SeenBy(database, viewer))
            .OrderBy(name => name)
            .Take(500)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Stores a subscription in the language of the page; one for the same exam is replaced.</summary>
    /// <param name="viewer">The person, with an account.</param>
    /// <param name="examName">One of <see cref="ExamsAsync"/>; null for all.</param>
    /// <param name="events">At least one of <see cref="OutboxEventTypes.All"/>.</param>
    /// <param name="daily">Whether the events come once a day.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <returns>False if an argument is not allowed or there are too many.</returns>
    public async Task<bool> AddAsync(
        StaffViewer viewer,
        string? examName,
        IReadOnlyCollection<string> events,
        bool daily,
        CancellationToken cancellation
    )
    {
        if (viewer.UserId is not { } userId || events.Count == 0 || events.Any(type => !OutboxEventTypes.All.Contains(type)))
            return false;
        if (examName is not null && !(await ExamsAsync(viewer, cancellation).ConfigureAwait(false)).Contains(examName))
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var own = await database.MailSubscriptions.Where(row => row.UserId == userId).ToListAsync(cancellation).ConfigureAwait(false);
        if (own.Find(row => row.ExamName == examName) is not { } stored)
        {
            if (own.Count >= Most)
                return false;
            stored = NewRow(userId, examName);
            database.Add(stored);
        }

        (stored.Events, stored.Daily) = (string.Join(' ', OutboxEventTypes.All.Where(events.Contains)), daily);
        stored.Language = Language.Current.Code;
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Removes a subscription of the viewer. Messages that wait for it are not sent.</summary>
    public async Task RemoveAsync(StaffViewer viewer, Guid id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await database
            .MailSubscriptions.Where(row => row.Id == id && row.UserId == viewer.UserId)
            .ExecuteDeleteAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Sends a test message to the viewer's own address, and returns why it failed; null if the mail server accepted it.</summary>
    public async Task<string?> TestAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var address = await database
            .Users.Where(user => user.Id == viewer.UserId && user.DisabledAt == null)
            .Select(user => user.Email)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var result = await transport
            .SendAsync(address ?? "", L["Test_Subject"], $"{L["Test_Text"].Value}\n", id, cancellation)
            .ConfigureAwait(false);
        // A test message does not wait in the outbox.
        return result.NotBefore is null ? result.Error : "All connections to the mail server are in use. Try again in a minute";
    }

    MailSubscription NewRow(Guid userId, string? examName) =>
        new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserId = userId,
            ExamName = examName,
            Events = "",
            CreatedAt = time.GetUtcNow().UtcDateTime,
        };
}
