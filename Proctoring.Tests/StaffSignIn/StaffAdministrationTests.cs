using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests how administrators create and change accounts.</summary>
public sealed class StaffAdministrationTests : IAsyncDisposable
{
    readonly AppServer app = AppServer.Start();

    StaffAdministration Administration => app.Get<StaffAdministration>();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_invitation_sets_the_password_once()
    {
        var chief = await ChiefAsync();
        var outcome = await Administration.InviteAsync(chief, "Rita Reviewer", "rita@example.org", [StaffRoles.Reviewer]);
        using var client = app.CreateBrowserlessClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.TrySignInAsync("rita@example.org", "")).StatusCode);

        var set = await client.PostFormAsync(outcome.Link!, "set-password", Passwords());

        Assert.Equal(HttpStatusCode.Redirect, set.StatusCode);
        Assert.Equal("/review", (await client.GetAsync("/staff")).Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Gone, (await client.GetAsync(outcome.Link)).StatusCode);
        Assert.Equal(["user_invited", "password_set", "signed_in"], await ActsAsync());
    }

    [Fact]
    public async Task An_invalid_invitation_is_refused_with_the_reason_and_nothing_is_stored()
    {
        var chief = await ChiefAsync();
        Assert.Equal("Enter a name.", (await Administration.InviteAsync(chief, " ", "a@example.org", [StaffRoles.Auditor])).Problem);
        Assert.Equal(
            "This is not an email address.",
            (await Administration.InviteAsync(chief, "A", "nonsense", [StaffRoles.Auditor])).Problem
        );
        Assert.Equal("Choose at least one role.", (await Administration.InviteAsync(chief, "A", "a@example.org", [])).Problem);
        Assert.Equal("There is no role “Root”.", (await Administration.InviteAsync(chief, "A", "a@example.org", ["Root"])).Problem);
        Assert.Contains(
            "already",
            (await Administration.InviteAsync(chief, "A", "CHIEF@example.org", [StaffRoles.Auditor])).Problem,
            StringComparison.Ordinal
        );
        Assert.Single(await app.Get<StaffDirectory>().ListAsync(chief, default));
        Assert.Empty(await ActsAsync());
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var chief = await ChiefAsync();
        var second = await app.CreateStaffAsync("Second", StaffRoles.Administrator);
        Assert.NotNull((await Administration.SwitchAsync(chief, chief.UserId!.Value, on: false, null)).Problem);
        Assert.Null((await Administration.SwitchAsync(chief, second.Id, on: false, null)).Problem);

        Assert.Contains(
            "last administrator",
            (await Administration.SetRolesAsync(chief, chief.UserId.Value, [StaffRoles.Reviewer])).Problem,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "last administrator",
            (await Administration.SwitchAsync(chief with { UserId = second.Id }, chief.UserId.Value, on: false, null)).Problem,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_administrators_cannot_remove_each_other_at_once()
    {
        var (chief, second) = (await ChiefAsync(), await app.ViewerAsync(await app.CreateStaffAsync("Second", StaffRoles.Administrator)));

        var outcomes = await Task.WhenAll(
            Administration.SetRolesAsync(chief, second.UserId!.Value, [StaffRoles.Auditor]),
            Administration.SetRolesAsync(second, chief.UserId!.Value, [StaffRoles.Auditor])
        );

        Assert.Single(outcomes, outcome => outcome.Problem is null);
        Assert.True(await app.Get<StaffDirectory>().HasAdministratorAsync(default));
    }

    async Task<StaffViewer> ChiefAsync() => await app.ViewerAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));

    internal static Dictionary<string, string> Passwords(string password = StaffAccounts.Password) =>
        new() { ["Password"] = password, ["Repeated"] = password };

    async Task<List<string>> ActsAsync()
    {
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        return await database
            .AuditEntries.Where(entry => entry.Action != "sign_in_failed")
            .OrderBy(entry => entry.Id)
            .Select(entry => entry.Action)
            .ToListAsync();
    }
}
