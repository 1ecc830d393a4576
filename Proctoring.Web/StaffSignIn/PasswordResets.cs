using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Requests;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Accepts requests for a link to a new password. The answer and the work are the same for every address, so that no one learns
/// who has an account.</summary>
internal sealed class PasswordResets(
    UserManager<StaffUser> users,
    ProctoringDb database,
    SignInThrottle throttle,
    IOptions<ProctoringOptions> options,
    TimeProvider time
)
{
    /// <summary>The messages to one account in an hour. Further requests are ignored.</summary>
    const int MostInAnHour = 3;

    const int LongestEmail = 254;

    /// <summary>Whether this server can send links: it needs a mail server and its own address.</summary>
    public bool Offered => options.Value.SendsMail() && options.Value.SiteAddress().Length > 0;

    /// <summary>Stores the message to the account of an address, if there is one.</summary>
    /// <returns>False if there were too many requests from the network address.</returns>
    public async Task<bool> AskAsync(string email, HttpContext request)
    {
        if (!throttle.Admits(NetworkAddress.Of(request)))
            return false;
        if (!Offered || email.Length is 0 or > LongestEmail)
            return true;
        var now = time.GetUtcNow();
        var user = await users.FindByEmailAsync(TextCharacters.Storable(email));
        var (target, since) = (user?.Id ?? Guid.Empty, now.UtcDateTime.AddHours(-1));
        var sent = await database.OutboxDeliveries.CountAsync(
            row => row.TargetId == target && row.Channel == PasswordChannel.ChannelName && row.Event!.OccurredAt > since,
            request.RequestAborted
        );
        if (throttle.MayRecordFailure())
            database.Audit(
                new StaffViewer(null, "not signed in", [], request.Connection.RemoteIpAddress?.ToString()),
                "password_link_asked",
                user is null ? "no account" : $"account {user.Name}",
                now.UtcDateTime
            );
        if (user is { DisabledAt: null } && sent < MostInAnHour)
            Store(user, now);
        await database.SaveChangesAsync(request.RequestAborted);
        return true;
    }

    /// <summary>The target of the message is known, so the event needs no dispatcher. It contains no address and no code.</summary>
    void Store(StaffUser user, DateTimeOffset now)
    {
        var asked = new OutboxEvent
        {
            Id = Guid.CreateVersion7(now),
            Type = OutboxEventTypes.PasswordLink,
            OccurredAt = now.UtcDateTime,
            DispatchedAt = now.UtcDateTime,
            Payload = Language.Current.Code,
        };
        database.Add(asked);
        database.Add(
            new OutboxDelivery
            {
                Id = Guid.CreateVersion7(now),
                EventId = asked.Id,
                Channel = PasswordChannel.ChannelName,
                TargetId = user.Id,
                NextAttemptAt = now.UtcDateTime,
            }
        );
    }
}
