using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Proctoring.Core.Storage.Staff;

/// <summary>Moves the passkeys that earlier versions stored among the accounts' tokens to Identity's own table.</summary>
internal static class EarlierPasskeys
{
    public const string Provider = "[Passkey]";

    public static async Task MoveAsync(ProctoringDb database, CancellationToken cancellation)
    {
        var tokens = await database
            .UserTokens.Where(token => token.LoginProvider == Provider)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var token in tokens)
        {
            var key = JsonSerializer.Deserialize<EarlierPasskey>(token.Value!)!;
            database.UserPasskeys.Add(
                new IdentityUserPasskey<Guid>
                {
                    UserId = token.UserId,
                    CredentialId = key.CredentialId,
                    Data = new IdentityPasskeyData
                    {
                        PublicKey = key.PublicKey,
                        Name = key.Name,
                        CreatedAt = key.CreatedAt,
                        SignCount = key.SignCount,
                        Transports = key.Transports,
                        IsUserVerified = key.UserVerified,
                        IsBackupEligible = key.BackupEligible,
                        IsBackedUp = key.BackedUp,
                        AttestationObject = key.AttestationObject,
                        ClientDataJson = key.ClientDataJson,
                    },
                }
            );
        }

        database.UserTokens.RemoveRange(tokens);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    internal sealed record EarlierPasskey(
        byte[] CredentialId,
        byte[] PublicKey,
        string? Name,
        DateTimeOffset CreatedAt,
        uint SignCount,
        string[]? Transports,
        bool UserVerified,
        bool BackupEligible,
        bool BackedUp,
        byte[] AttestationObject,
        byte[] ClientDataJson
    );
}
