using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Resources;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The result of an act on an account.</summary>
/// <param name="Problem">Why nothing was done, in a sentence; null if it was done.</param>
/// <param name="Link">The path of a link that was made and is shown once.</param>
public sealed record AccountOutcome(string? Problem = null, string? Link = null);

/// <summary>Administers the accounts of staff. Each act is checked, and stored together with its audit entry or not at all.</summary>
internal sealed class StaffAdministration(IServiceScopeFactory scopes, TimeProvider time) : IDisposable
{
    static readonly IStringLocalizer L = TextSet.Of<AccountTexts>();

    // If two administrators take the role from each other at the same moment, one must stay.
    readonly SemaphoreSlim turn = new(1);

    /// <summary>Makes an account without a password, and the link with which its owner sets the password.</summary>
    public Task<AccountOutcome> InviteAsync(StaffViewer viewer, string name, string email, IReadOnlyCollection<string> roles) =>
        ActAsync(
            viewer,
            null,
            async act =>
            {
                if ((AccountForm.Mistake(name, email) ?? RoleMistake(roles)) is { } mistake)
                    return new AccountOutcome(mistake);
                var user = new StaffUser
                {
                    Id = Guid.CreateVersion7(),
                    Name = name.Trim(),
                    Email = email.Trim(),
                    UserName = email.Trim(),
                    CreatedAt = act.Now,
                };
                act.Record("user_invited", $"account {user.Name}: {string.Join(", ", roles)}");
                return Failed(await act.Users.CreateAsync(user))
                    ?? Failed(await act.Users.AddToRolesAsync(user, roles))
                    ?? new AccountOutcome(Link: await PasswordLinks.MakeAsync(act.Users, user));
            }
        );

    public Task<AccountOutcome> SetRolesAsync(StaffViewer viewer, Guid id, IReadOnlyCollection<string> roles) =>
        ActAsync(
            viewer,
            id,
            async act =>
            {
                if (RoleMistake(roles) is { } mistake)
                    return new AccountOutcome(mistake);
                var had = await act.Users.GetRolesAsync(act.User);
                if (
                    had.Contains(StaffRoles.Administrator)
                    && !roles.Contains(StaffRoles.Administrator)
                    && await act.IsLastAdministratorAsync()
                )
                    return new AccountOutcome(L["Staff_LastAdministrator"]);
                act.Record(
                    "user_roles_changed",
                    $"account {act.User.Name}: {string.Join(", ", had.Order())} to {string.Join(", ", roles.Order())}"
                );
                return Failed(await act.Users.RemoveFromRolesAsync(act.User, had.Except(roles)))
                    ?? Failed(await act.Users.AddToRolesAsync(act.User, roles.Except(had)))
                    ?? Failed(await act.Users.UpdateAsync(act.User))
                    ?? new AccountOutcome();
            }
        );

    /// <summary>Switches an account off and ends its sign-ins, or switches it on again.</summary>
    public Task<AccountOutcome> SwitchAsync(StaffViewer viewer, Guid id, bool on, string? reason) =>
        ActAsync(
            viewer,
            id,
            async act =>
            {
                if (!on && id == viewer.UserId)
                    return new AccountOutcome(L["Staff_OwnAccount"]);
                if (!on && await act.IsLastAdministratorAsync())
                    return new AccountOutcome(L["Staff_LastAdministrator"]);
                act.User.DisabledAt = on ? null : act.Now;
                act.Record(on ? "user_switched_on" : "user_switched_off", $"account {act.User.Name}", reason);
                return await act.EndSignInsAsync() ?? new AccountOutcome();
            }
        );

    /// <summary>Makes a link to a new password. Using it also ends a lock, and releases the account from the identity provider
    /// (<see cref="PasswordLinks.UseAsync"/>).</summary>
    public Task<AccountOutcome> MakeLinkAsync(StaffViewer viewer, Guid id) =>
        ActAsync(
            viewer,
            id,
            async act =>
            {
                if (act.User.DisabledAt is not null)
                    return new AccountOutcome(L["Staff_SwitchedOff"]);
                // Earlier links expire, so that the newest is the only one.
                act.Record("user_link_made", $"account {act.User.Name}");
                return Failed(await act.Users.UpdateSecurityStampAsync(act.User))
                    ?? new AccountOutcome(Link: await PasswordLinks.MakeAsync(act.Users, act.User));
            }
        );

    public Task<AccountOutcome> SignOutEverywhereAsync(StaffViewer viewer, Guid id) =>
        ActAsync(
            viewer,
            id,
            async act =>
            {
                act.Record("user_signed_out_everywhere", $"account {act.User.Name}");
                return await act.EndSignInsAsync() ?? new AccountOutcome();
            }
        );

    public void Dispose() => turn.Dispose();

    async Task<AccountOutcome> ActAsync(StaffViewer viewer, Guid? id, Func<Act, Task<AccountOutcome>> work)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            return new AccountOutcome(L["Staff_OnlyAdministrators"]);
        await turn.WaitAsync();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<ProctoringDb>();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
            await using var transaction = await database.Database.BeginTransactionAsync();
            // Acts on another server of the cluster wait here.
            await database
                .Roles.Where(role => role.Name == StaffRoles.Administrator)
                .ExecuteUpdateAsync(set => set.SetProperty(role => role.Name, role => role.Name));
            var user = id is { } known ? await users.FindByIdAsync(known.ToString()) : null;
            if (id is not null && user is null)
                return new AccountOutcome(L["Staff_NoAccount"]);
            var outcome = await work(new Act(viewer, user!, users, database, time.GetUtcNow().UtcDateTime));
            if (outcome.Problem is null)
                await transaction.CommitAsync();
            return outcome;
        }
        finally
        {
            turn.Release();
        }
    }

    static string? RoleMistake(IReadOnlyCollection<string> roles) =>
        roles.Count == 0 ? (string)L["Staff_ChooseRole"]
        : roles.FirstOrDefault(role => !StaffRoles.All.Contains(role)) is { } unknown ? (string)L["Staff_NoRole", unknown]
        : null;

    static AccountOutcome? Failed(IdentityResult result) => result.Succeeded ? null : new AccountOutcome(AccountMistakes.Sentences(result));

    /// <summary>One act in progress.</summary>
    sealed record Act(StaffViewer Viewer, StaffUser User, UserManager<StaffUser> Users, ProctoringDb Database, DateTime Now)
    {
        // Identity saves the entry together with its next change.
        public void Record(string action, string subject, string? reason = null) =>
            Database.Audit(
                Viewer,
                action,
                subject,
                Now,
                reason: TextCharacters.Storable(reason ?? "", lines: true).Trim() is { Length: > 0 } why ? why : null
            );

        /// <summary>Ends the account's sign-ins and its links; null if that worked.</summary>
        public async Task<AccountOutcome?> EndSignInsAsync()
        {
            await Database.StaffSessions.Where(session => session.UserId == User.Id).ExecuteDeleteAsync();
            return Failed(await Users.UpdateSecurityStampAsync(User));
        }

        public async Task<bool> IsLastAdministratorAsync()
        {
            var others = await Users.GetUsersInRoleAsync(StaffRoles.Administrator);
            return others.Any(user => user.Id == User.Id && user.DisabledAt is null)
                && !others.Any(user => user.Id != User.Id && user.DisabledAt is null);
        }
    }
}
