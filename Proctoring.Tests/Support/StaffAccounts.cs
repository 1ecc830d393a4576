using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Tests.Support;

/// <summary>Creates staff accounts, and signs clients and browsers in through the form.</summary>
internal static partial class StaffAccounts
{
    public const string Password = "seven quiet lanterns";

    /// <summary>Creates an account with these roles; its e-mail address is derived from its name.</summary>
    public static async Task<StaffUser> CreateStaffAsync(this AppServer app, string name, params string[] roles)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
        var email = $"{name.ToLowerInvariant().Replace(' ', '.')}@example.org";
        var user = new StaffUser
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            Email = email,
            UserName = email,
            CreatedAt = DateTime.UtcNow,
        };
        Check(await users.CreateAsync(user, Password));
        Check(await users.AddToRolesAsync(user, roles));
        return user;
    }

    /// <summary>The viewer for Core's queries, with the current roles.</summary>
    public static async Task<StaffViewer> ViewerAsync(this AppServer app, StaffUser user)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<StaffUser>>();
        var now = (await users.FindByIdAsync(user.Id.ToString()))!;
        return new StaffViewer(now.Id, now.Name, [.. await users.GetRolesAsync(now)], "127.0.0.1");
    }

    /// <summary>The principal of a page that was opened after signing in.</summary>
    public static async Task<ClaimsPrincipal> PrincipalAsync(this AppServer app, StaffUser user)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var principal = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<StaffUser>>().CreateAsync(user);
        var session = await app.Get<StaffSessions>().StartAsync(user.Id, default);
        principal.Identities.First().AddClaim(new Claim(StaffClaims.Session, session.ToString("N")));
        return principal;
    }

    /// <summary>A client signed in with a new account of these roles. It follows no redirects, so tests see them.</summary>
    public static async Task<HttpClient> SignedInAsync(this AppServer app, params string[] roles) =>
        await app.SignInAsync(await app.CreateStaffAsync($"Staff {Guid.NewGuid():N}", roles));

    /// <summary>A client signed in with an account.</summary>
    public static async Task<HttpClient> SignInAsync(this AppServer app, StaffUser user, string password = Password)
    {
        var client = app.CreateBrowserlessClient();
        var answer = await client.TrySignInAsync(user.Email!, password);
        return answer.StatusCode == HttpStatusCode.Redirect
            ? client
            : throw new InvalidOperationException($"Signing in gave {answer.StatusCode}.");
    }

    /// <summary>A client that stores cookies, requests pages like a browser and follows no redirects.</summary>
    /// <param name="app">The server.</param>
    /// <param name="from">The network address to call from, in 127.0.0.0/8.</param>
    public static HttpClient CreateBrowserlessClient(this AppServer app, string from = "127.0.0.1") =>
        app.CreateBrowserlessClient(new CookieContainer(), from);

    /// <summary>The same, with cookies that the test can read and copy.</summary>
    public static HttpClient CreateBrowserlessClient(this AppServer app, CookieContainer cookies, string from = "127.0.0.1")
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = cookies,
            ConnectCallback = (context, cancellation) => ConnectAsync(from, context.DnsEndPoint.Port, cancellation),
        };
        var client = new HttpClient(handler) { BaseAddress = new Uri(app.Address) };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return client;
    }

    /// <summary>Fills in the form and posts it.</summary>
    public static Task<HttpResponseMessage> TrySignInAsync(this HttpClient client, string email, string password) =>
        client.PostFormAsync("/sign-in", "password", new() { ["Email"] = email, ["Password"] = password });

    /// <summary>Loads a page and posts one of its forms, with the page's token.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(
        this HttpClient client,
        string page,
        string form,
        Dictionary<string, string> fields,
        string? to = null
    )
    {
        var html = await client.GetStringAsync(page);
        fields["__RequestVerificationToken"] = TokenOf(html);
        fields["_handler"] = form;
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(to ?? page, content);
    }

    /// <summary>Signs a browser's page in with an account and opens an address.</summary>
    public static async Task SignInAsync(
        this IPage page,
        AppServer app,
        StaffUser user,
        string goTo = "/account",
        string password = Password
    )
    {
        await page.GotoAsync($"{app.Address}{StaffIdentity.SignInPath}?returnUrl={Uri.EscapeDataString(goTo)}");
        await page.GetByTestId("email").FillAsync(user.Email!);
        await page.GetByTestId("password").FillAsync(password);
        await page.GetByTestId("sign-in").ClickAsync();
        await page.WaitForURLAsync(app.Address + goTo);
    }

    /// <summary>Waits for the page's circuit, which focuses the heading. Until then buttons do nothing.</summary>
    public static async Task LiveAsync(this IPage page) =>
        await page.WaitForFunctionAsync("() => document.activeElement?.tagName === 'H1'");

    /// <summary>Repeats the check until it holds; fails the test at the timeout.</summary>
    public static async Task UntilAsync(Func<Task<bool>> so)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await so())
            patience.Token.ThrowIfCancellationRequested();
    }

    /// <summary>The antiforgery token of a page's form.</summary>
    public static string TokenOf(string html) => Token().Match(html).Groups[1].Value;

    static async ValueTask<Stream> ConnectAsync(string from, int port, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(AccountMistakes.Sentences(result));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
