using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Staff;

/// <summary>
/// Identity's store over our database, with the passkeys among the accounts' tokens: one row a passkey, found by the hash of its id. The
/// database has no table of its own for them, and needs none.
/// </summary>
internal sealed class StaffStore(ProctoringDb context, IdentityErrorDescriber? describer = null)
    : UserStore<StaffUser, IdentityRole<Guid>, ProctoringDb, Guid>(context, describer)
{
    const string Kind = "[Passkey]";

    public override async Task AddOrUpdatePasskeyAsync(StaffUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.Serialize(KeptPasskey.Of(passkey));
        if (await RowOfAsync(user.Id, passkey.CredentialId, cancellationToken).ConfigureAwait(false) is { } row)
            row.Value = value;
        else
            Context.UserTokens.Add(new IdentityUserToken<Guid> { UserId = user.Id, LoginProvider = Kind, Name = NameOf(passkey.CredentialId), Value = value });
        await SaveChanges(cancellationToken).ConfigureAwait(false);
    }

    public override async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(StaffUser user, CancellationToken cancellationToken)
    {
        var rows = await Context.UserTokens.AsNoTracking().Where(row => row.UserId == user.Id && row.LoginProvider == Kind)
            .Select(row => row.Value!).ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(KeptPasskey.Read).OrderBy(passkey => passkey.CreatedAt)];
    }

    public override async Task<StaffUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        var name = NameOf(credentialId);
        return await Context.Users.FirstOrDefaultAsync(
            user => Context.UserTokens.Any(row => row.UserId == user.Id && row.LoginProvider == Kind && row.Name == name), cancellationToken).ConfigureAwait(false);
    }

    public override async Task<UserPasskeyInfo?> FindPasskeyAsync(StaffUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        await RowOfAsync(user.Id, credentialId, cancellationToken).ConfigureAwait(false) is { Value: { } value } ? KeptPasskey.Read(value) : null;

    public override async Task RemovePasskeyAsync(StaffUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        if (await RowOfAsync(user.Id, credentialId, cancellationToken).ConfigureAwait(false) is not { } row)
            return;
        Context.UserTokens.Remove(row);
        await SaveChanges(cancellationToken).ConfigureAwait(false);
    }

    Task<IdentityUserToken<Guid>?> RowOfAsync(Guid userId, byte[] credentialId, CancellationToken cancellation)
    {
        var name = NameOf(credentialId);
        return Context.UserTokens.FirstOrDefaultAsync(row => row.UserId == userId && row.LoginProvider == Kind && row.Name == name, cancellation);
    }

    static string NameOf(byte[] credentialId) => Convert.ToHexStringLower(SHA256.HashData(credentialId));

    /// <summary>A passkey as its row keeps it.</summary>
    sealed record KeptPasskey(
        byte[] CredentialId, byte[] PublicKey, string? Name, DateTimeOffset CreatedAt, uint SignCount, string[]? Transports,
        bool UserVerified, bool BackupEligible, bool BackedUp, byte[] AttestationObject, byte[] ClientDataJson)
    {
        public static KeptPasskey Of(UserPasskeyInfo key) => new(
            key.CredentialId, key.PublicKey, key.Name, key.CreatedAt, key.SignCount, key.Transports,
            key.IsUserVerified, key.IsBackupEligible, key.IsBackedUp, key.AttestationObject, key.ClientDataJson);

        public static UserPasskeyInfo Read(string value)
        {
            var kept = JsonSerializer.Deserialize<KeptPasskey>(value)!;
            return new UserPasskeyInfo(
                kept.CredentialId, kept.PublicKey, kept.CreatedAt, kept.SignCount, kept.Transports,
                kept.UserVerified, kept.BackupEligible, kept.BackedUp, kept.AttestationObject, kept.ClientDataJson)
            { Name = kept.Name };
        }
    }
}
