using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Resources;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Sends links to a new password. The link is made at each attempt, so that no code is stored and each holds its full
/// hour.</summary>
internal sealed class PasswordChannel(
    IServiceScopeFactory scopes,
    MailTransport transport,
    IOptions<ProctoringOptions> options,
    IOptions<MailedLinkOptions> links,
    TimeProvider time
) : IOutboxChannel
{
    public const string ChannelName = "password";

    /// <summary>A request that could not be answered within this time is dropped.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    static readonly IStringLocalizer L = TextSet.Of<AccountTexts>();

    public string Name => ChannelName;

    /// <summary>None: <see cref="PasswordResets"/> stores the delivery itself.</summary>
    public Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(ProctoringDb database, OutboxEvent occurred, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<DeliveryTarget>>([]);

    public async Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
        if (await users.FindByIdAsync(targetId.ToString()) is not { DisabledAt: null, Email: { } address } user)
            return new DeliveryResult(false, null, "The account was switched off", Final: true);
        // A person who got back in another way must not receive a new key to the account days later.
        if (time.GetUtcNow().UtcDateTime - occurred[0].OccurredAt > Longest)
            return new DeliveryResult(false, null, "The request is too old; the person can ask again", Final: true);
        if (await SignsInOtherwiseAsync(users, user))
            return new DeliveryResult(false, null, "The account has another way to sign in", Final: true);
        if (options.Value.SiteAddress() is not { Length: > 0 } site)
            return new DeliveryResult(false, null, "The link needs an address: set Proctoring:Api:PublicAddress");
        var (subject, text) = Message(user.Name, site + await PasswordLinks.MakeForMailAsync(users, user), occurred[0].Payload);
        return await transport.SendAsync(address, subject, text, occurred[0].Id, cancellation);
    }

    /// <summary>An account that is tied to an identity provider, or with passkeys only, must not be opened by its mailbox alone: the
    /// address may belong to another person by now.</summary>
    static async Task<bool> SignsInOtherwiseAsync(UserManager<StaffUser> users, StaffUser user) =>
        (await users.GetLoginsAsync(user)).Count > 0 || (user.PasswordHash is null && (await users.GetPasskeysAsync(user)).Count > 0);

    (string Subject, string Text) Message(string name, string link, string? language)
    {
        using var chosen = (Language.Find(language) ?? Language.English).Use();
        string[] lines =
        [
            L["PasswordMail_Greeting", name],
            "",
            L["PasswordMail_Lead"],
            link,
            "",
            L.Plural("PasswordMail_Holds", (long)Math.Ceiling(links.Value.TokenLifespan.TotalMinutes)),
            L["PasswordMail_Ignore"],
        ];
        return (L["PasswordMail_Subject"], string.Join('\n', lines) + "\n");
    }
}
