using Microsoft.AspNetCore.Identity;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Makes the first administrator for the person who has the set-up link, once.</summary>
internal sealed class FirstAdministrator(SetupLinks links, UserManager<StaffUser> users, ProctoringDb database, TimeProvider time)
{
    /// <summary>The account, or sentences about why there is none; both null if the link has expired or was used.</summary>
    public async Task<(StaffUser? User, string? Mistakes)> MakeAsync(
        string? secret,
        string name,
        string email,
        string password,
        string? address,
        CancellationToken cancellation
    )
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        if (!await links.UseAsync(database, secret, cancellation))
            return (null, null);
        var now = time.GetUtcNow().UtcDateTime;
        var user = new StaffUser
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            Email = email,
            UserName = email,
            EmailConfirmed = true,
            CreatedAt = now,
        };
        database.Audit(
            new StaffViewer(user.Id, name, [], address),
            "first_administrator_created",
            $"account {name}",
            now,
            reason: "set-up link"
        );
        var made = await users.CreateAsync(user, password);
        if (made.Succeeded)
            made = await users.AddToRoleAsync(user, StaffRoles.Administrator);
        if (!made.Succeeded)
            return (null, AccountMistakes.Sentences(made));
        await transaction.CommitAsync(cancellation);
        return (user, null);
    }
}
