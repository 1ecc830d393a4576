using System.Net;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Health;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Tests accounts, lockouts and the system page through the whole server on each database.</summary>
public sealed class BothDatabasesTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Accounts_are_created_locked_listed_and_changed(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var app = AppServer.Start(
            ("ConnectionStrings:Proctoring", database.Connection ?? ""),
            ("Proctoring:SignIn:LockAfter", "3")
        );
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        var chief = await app.ViewerAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));
        using var client = await app.SignInAsync(user);
        using var guesser = app.CreateBrowserlessClient();
        for (var count = 0; count < 3; count++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await guesser.TrySignInAsync(user.Email!, "wrong wrong wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await guesser.TrySignInAsync(user.Email!, StaffAccounts.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync("/account", "everywhere", [])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await client.GetAsync("/account")).StatusCode);

        var row = Assert.Single(await app.Get<StaffDirectory>().ListAsync(chief, default), row => row.Id == user.Id);
        Assert.Equal([StaffRoles.Reviewer], row.Roles);
        Assert.NotNull(row.LastSignIn);
        Assert.Null((await app.Get<StaffAdministration>().SetRolesAsync(chief, user.Id, [StaffRoles.Proctor, StaffRoles.Auditor])).Problem);
        Assert.NotNull((await app.Get<StaffAdministration>().InviteAsync(chief, "Otto", "otto@example.org", [StaffRoles.Auditor])).Link);
        Assert.Equal([StaffRoles.Auditor, StaffRoles.Proctor], (await app.ViewerAsync(user)).Roles.Order());
        Assert.Null(await app.Get<SetupLinks>().MakeAsync(default));

        var facts = await app.Get<SystemReader>().ReadAsync(default);
        Assert.StartsWith(kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL", facts.Database, StringComparison.Ordinal);
        Assert.True(facts.DatabaseBytes > 100_000);
        Assert.True(facts.DiskFree > 0 && facts.DiskFree < facts.DiskSize);
        Assert.All(facts.Checks, check => Assert.Null(check.Problem));
    }
}
