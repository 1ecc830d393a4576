using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Manage.Webhooks;
using Proctoring.Web.StaffSignIn;
using Xunit;
using TestContext = Xunit.TestContext;

namespace Proctoring.Tests.Components;

/// <summary>The page of the deliveries: filters in the address, and "Send again" for deliveries that were given up.</summary>
public sealed class WebhooksPageTests : BunitContext
{
    // Port 9 is closed.
    readonly AppServer app = AppServer.Start(
        ("Proctoring:Chat:Url", "http://127.0.0.1:9/room/secret"),
        ("Proctoring:Webhooks:AllowPrivateNetworks", "true")
    );

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_given_up_delivery_is_found_and_sent_again()
    {
        var delivery = await app.AddGivenUpDeliveryAsync();
        await SignInAsync(StaffRoles.Administrator);
        Services.GetRequiredService<NavigationManager>().NavigateTo("manage/webhooks?state=given-up");

        var page = Render<WebhooksPage>();
        page.WaitForAssertion(() => Assert.Equal("Given up", Text(page, "delivery-state")));
        Assert.Equal("Given up 1", Text(page, "state-given-up"));
        Assert.Contains("The receiver answered 500", Text(page, "delivery"), StringComparison.Ordinal);
        Assert.DoesNotContain("token=secret", page.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.False(page.Find("[data-testid=resend]").HasAttribute("disabled")));
        await page.Find("[data-testid=resend]").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=no-deliveries]")));
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.Null((await db.OutboxDeliveries.SingleAsync(row => row.Id == delivery, Cancellation)).GivenUpAt);
        Assert.Equal(1, await db.AuditEntries.CountAsync(entry => entry.Action == "delivery_resent", Cancellation));
    }

    [Fact]
    public async Task An_administrator_adds_tries_and_deletes_a_webhook_of_the_own_pages()
    {
        await SignInAsync(StaffRoles.Administrator);
        var page = Render<WebhooksPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=webhooks][data-live=true]")));

        await AddAsync(page, "ftp://127.0.0.1/hook");
        Assert.Equal("The address is not a web address.", Text(page, "webhook-problem"));
        await AddAsync(page, "http://127.0.0.1:9/hook?token=secret");
        Assert.StartsWith("whsec_", page.Find("[data-testid=webhook-secret]").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:9/… This server’s own pages", Text(page, "webhook"), StringComparison.Ordinal);
        Assert.DoesNotContain("token=secret", page.Markup, StringComparison.Ordinal);

        await page.Find("[data-testid=webhook-test]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("webhook.test", Text(page, "delivery"), StringComparison.Ordinal));
        Assert.Equal("This server’s own pages", Text(page, "delivery-system"));
        await page.Find("[data-testid=webhook-delete]").ClickAsync(new());
        await page.Find("[data-testid=webhook-delete-confirm]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=no-webhooks]")));

        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.Empty(db.OutboxDeliveries);
        Assert.Equal(1, await db.AuditEntries.CountAsync(entry => entry.Action == "webhook_created", Cancellation));
        Assert.Equal(1, await db.AuditEntries.CountAsync(entry => entry.Action == "webhook_deleted", Cancellation));
    }

    [Fact]
    public async Task An_administrator_replaces_a_secret_and_the_audit_log_has_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await SignInAsync(StaffRoles.Administrator);
        var page = Render<WebhooksPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=webhooks][data-live=true]")));
        await AddAsync(page, receiver.Url);
        var first = page.Find("[data-testid=webhook-secret]").GetAttribute("value");

        await page.Find("[data-testid=webhook-secret-replace]").ClickAsync(new());
        await page.Find("[data-testid=webhook-secret-overlap]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("24 hours", Text(page, "webhook-secret-text"), StringComparison.Ordinal));
        var second = page.Find("[data-testid=webhook-secret]").GetAttribute("value");
        await page.Find("[data-testid=webhook-test]").ClickAsync(new());
        var both = await receiver.NextAsync(Cancellation);
        await page.Find("[data-testid=webhook-secret-replace]").ClickAsync(new());
        await page.Find("[data-testid=webhook-secret-now]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("no longer valid", Text(page, "webhook-secret-text"), StringComparison.Ordinal));

        Assert.NotEqual(first, second);
        Assert.Equal(2, both.Signature.Split(' ').Length);
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        var entries = await db.AuditEntries.Where(entry => entry.Action == "webhook_secret_replaced").ToListAsync(Cancellation);
        Assert.Equal(
            ["the earlier secret is valid for 24 h", "the earlier secret is valid for 0 h"],
            entries.OrderBy(entry => entry.Id).Select(entry => entry.Reason)
        );
        Assert.All(entries, entry => Assert.Equal("Chief", entry.ActorName));
    }

    [Fact]
    public async Task A_system_without_a_valid_key_is_not_offered_and_its_webhook_says_so()
    {
        var keys = app.Get<ApiKeyStore>();
        var (closed, _) = await keys.CreateAsync("Closed", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        var (current, _) = await keys.CreateAsync("Current", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        await keys.CreateAsync("Exams only", [ApiScopes.Exams], null, StaffViewer.Console, Cancellation);
        var store = app.Get<WebhookStore>();
        await store.CreateAsync(StaffViewer.Console, closed.OwnerId, "http://127.0.0.1:9/hook", [], Cancellation);
        await keys.RevokeAsync("Closed", StaffViewer.Console, Cancellation);
        await SignInAsync(StaffRoles.Administrator);

        var page = Render<WebhooksPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=webhooks][data-live=true]")));

        Assert.Equal(
            [$"{Guid.Empty}", $"{current.OwnerId}"],
            page.FindAll("[data-testid=webhook-system] option").Select(option => option.GetAttribute("value"))
        );
        Assert.Contains("Closed", Text(page, "webhook"), StringComparison.Ordinal);
        Assert.Contains("no valid API key", Text(page, "webhook-no-key"), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() =>
            store.CreateAsync(StaffViewer.Console, closed.OwnerId, "http://127.0.0.1:9/hook", [], Cancellation)
        );
        Assert.Contains("no valid API key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_clicks_add_one_webhook()
    {
        using var gate = new SemaphoreSlim(1);
        await SignInAsync(StaffRoles.Administrator, gate);
        var page = Render<WebhooksPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=webhooks][data-live=true]")));
        await page.Find("[data-testid=webhook-url]").ChangeAsync(new() { Value = "http://127.0.0.1:9/hook" });
        var form = page.Find("[data-testid=webhook-form]");

        await gate.WaitAsync(Cancellation);
        var first = form.SubmitAsync();
        var second = form.SubmitAsync();
        gate.Release();
        await Task.WhenAll(first, second);

        // A second attempt would find an empty address, and hide the secret behind its refusal.
        Assert.Empty(page.FindAll("[data-testid=webhook-problem]"));
        Assert.StartsWith("whsec_", page.Find("[data-testid=webhook-secret]").GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_message_to_the_chat_room_says_why_it_was_not_sent()
    {
        await SignInAsync(StaffRoles.Administrator);
        var page = Render<WebhooksPage>();
        page.WaitForAssertion(() => Assert.False(page.Find("[data-testid=chat-test]").HasAttribute("disabled")));

        await page.Find("[data-testid=chat-test]").ClickAsync(new());

        page.WaitForAssertion(() =>
            Assert.StartsWith("The test message was not sent. Connection refused", Text(page, "chat-answer"), StringComparison.Ordinal)
        );
        Assert.DoesNotContain("secret", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_staff_see_no_deliveries()
    {
        await app.AddGivenUpDeliveryAsync();
        await SignInAsync(StaffRoles.Reviewer);

        var page = Render<WebhooksPage>();

        Assert.Empty(page.FindAll("[data-testid=delivery]"));
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=webhooks][data-live=true]")));
        await AddAsync(page, "http://127.0.0.1:9/hook");
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.Single(db.WebhookEndpoints);
    }

    static async Task AddAsync(IRenderedComponent<WebhooksPage> page, string url)
    {
        await page.Find("[data-testid=webhook-url]").ChangeAsync(new() { Value = url });
        await page.Find("[data-testid=webhook-form]").SubmitAsync();
    }

    static string Text(IRenderedComponent<WebhooksPage> page, string testId) =>
        string.Join(' ', page.Find($"[data-testid={testId}]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Signs a member of staff in. Each act waits for the gate before it reads their rights.</summary>
    async Task SignInAsync(string role, SemaphoreSlim? gate = null)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
        var principal = await app.PrincipalAsync(await app.CreateStaffAsync("Chief", role));
        var signedIn = new SignedIn(principal, gate);
        Services.AddSingleton(new StaffAccess(signedIn, app.Get<StaffDirectory>(), new StaffCircuit(TimeProvider.System)));
        Services.AddSingleton(app.Get<DeliveryLog>());
        Services.AddSingleton(app.Get<ChatRoom>());
        Services.AddSingleton(app.Get<WebhookStore>());
    }

    sealed class SignedIn(System.Security.Claims.ClaimsPrincipal principal, SemaphoreSlim? gate) : AuthenticationStateProvider
    {
        public override async Task<AuthenticationState> GetAuthenticationStateAsync()
        {
            if (gate is not null)
            {
                await gate.WaitAsync();
                gate.Release();
            }

            return new AuthenticationState(principal);
        }
    }
}
