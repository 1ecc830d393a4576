using System.Net;
using Microsoft.Extensions.DependencyInjection;
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
        await using var database = await TestDatabase.CreateMigratedAsync(kind);
        await using var app = AppServer.Start(
            ("ConnectionStrings:Proctoring", database.Connection ?? ""),
            ("Proctoring:SignIn:LockAfter", "3")
        );
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        var chief = await app.ViewerAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));
        using var client = await app.SignInAsync(user);
        using var guesser = app.CreateBrowserlessClient();
        // PostgreSQL would refuse to compare it, but ASP.NET Core refuses the form before.
        Assert.Equal(HttpStatusCode.BadRequest, (await guesser.TrySignInAsync("rita\0@example.org", "wrong wrong wrong")).StatusCode);
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
        await RemoveEachOtherAsync(app, chief);

        var facts = await app.Get<SystemReader>().ReadAsync(default);
        Assert.StartsWith(kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL", facts.Database, StringComparison.Ordinal);
        Assert.True(facts.DatabaseBytes > 100_000);
        Assert.True(facts.DiskFree > 0 && facts.DiskFree < facts.DiskSize);
        Assert.All(facts.Checks, check => Assert.Null(check.Problem));
    }

    /// <summary>Two administrators act through two servers of a cluster, which share only the database.</summary>
    static async Task RemoveEachOtherAsync(AppServer app, StaffViewer chief)
    {
        var second = await app.ViewerAsync(await app.CreateStaffAsync("Second", StaffRoles.Administrator));
        var directory = app.Get<StaffDirectory>();
        using var one = new StaffAdministration(app.Get<IServiceScopeFactory>(), TimeProvider.System);
        using var other = new StaffAdministration(app.Get<IServiceScopeFactory>(), TimeProvider.System);
        for (var round = 0; round < 4; round++)
        {
            var outcomes = await Task.WhenAll(
                one.SetRolesAsync(chief, second.UserId!.Value, [StaffRoles.Auditor]),
                other.SetRolesAsync(second, chief.UserId!.Value, [StaffRoles.Auditor])
            );

            Assert.Single(outcomes, outcome => outcome.Problem is null);
            Assert.True(await directory.HasAdministratorAsync(default));
            foreach (var user in new[] { chief, second })
                await one.SetRolesAsync(chief, user.UserId!.Value, [StaffRoles.Administrator]);
        }
    }
}
