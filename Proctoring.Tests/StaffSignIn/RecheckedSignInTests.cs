using System.Security.Claims;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>An open page ends when its account does, and after a long time without use.</summary>
public sealed class RecheckedSignInTests : IAsyncDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromHours(1);

    readonly AppServer app = AppServer.Start();
    readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    readonly StaffCircuit circuit;
    readonly RecheckedSignIn page;

    public RecheckedSignInTests()
    {
        circuit = new StaffCircuit(time);
        var options = Options.Create(new ProctoringOptions { SignIn = new StaffSignInOptions { SessionTimeout = Timeout } });
        page = new RecheckedSignIn(NullLoggerFactory.Instance, app.Get<StaffDirectory>(), app.Get<StaffSessions>(), circuit, options, time);
    }

    public async ValueTask DisposeAsync()
    {
        ((IDisposable)page).Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task An_unused_page_ends_and_every_use_restarts_the_timeout()
    {
        var principal = await app.PrincipalAsync(await app.CreateStaffAsync("Rita", StaffRoles.Reviewer));
        time.Advance(Timeout);
        Assert.True(await page.HoldsAsync(principal, default));
        await circuit.CreateInboundActivityHandler(_ => Task.CompletedTask)(null!);
        time.Advance(Timeout);
        Assert.True(await page.HoldsAsync(principal, default));

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await page.HoldsAsync(principal, default));
        // A candidate has no sign-in that could end.
        Assert.True(await page.HoldsAsync(new ClaimsPrincipal(new ClaimsIdentity()), default));
    }

    [Fact]
    public async Task A_page_ends_with_other_roles_and_with_a_new_stamp()
    {
        var chief = await app.ViewerAsync(await app.CreateStaffAsync("Chief", StaffRoles.Administrator));
        var (roles, stamp) = (
            await app.CreateStaffAsync("Roles", StaffRoles.Reviewer),
            await app.CreateStaffAsync("Stamp", StaffRoles.Reviewer)
        );
        var (first, second) = (await app.PrincipalAsync(roles), await app.PrincipalAsync(stamp));
        Assert.True(await page.HoldsAsync(first, default) && await page.HoldsAsync(second, default));

        await app.Get<StaffAdministration>().SetRolesAsync(chief, roles.Id, [StaffRoles.Reviewer, StaffRoles.Auditor]);
        await app.Get<StaffAdministration>().SignOutEverywhereAsync(chief, stamp.Id);

        Assert.False(await page.HoldsAsync(first, default));
        Assert.False(await page.HoldsAsync(second, default));
    }

    [Fact]
    public async Task A_page_ends_when_its_browser_signs_out()
    {
        var user = await app.CreateStaffAsync("Rita", StaffRoles.Reviewer);
        var (here, elsewhere) = (await app.PrincipalAsync(user), await app.PrincipalAsync(user));

        await app.Get<StaffSessions>().EndAsync(here.StaffTicket()!.SessionId, default);

        Assert.False(await page.HoldsAsync(here, default));
        Assert.True(await page.HoldsAsync(elsewhere, default));
    }
}
