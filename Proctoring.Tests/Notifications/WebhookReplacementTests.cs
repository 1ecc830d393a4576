using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>Replacing the secret of a webhook.</summary>
public sealed class WebhookReplacementTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task After_two_replacements_at_the_same_moment_both_secrets_sign(DatabaseKind kind)
    {
        Meanwhile meanwhile = new("\"WebhookEndpoints\"");
        await using var host = await CoreHost.CreateAsync(kind, services => services.AddSingleton<IInterceptor>(meanwhile));
        var (key, _) = await host.Get<ApiKeyStore>().CreateAsync("k", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        var caller = ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual);
        var store = host.Get<WebhookStore>();
        var (webhook, _) = await store.CreateAsync(caller, "https://example.com/hook", [], Cancellation);
        var first = "";
        meanwhile.Act = async () =>
            (first, _) = await store.ReplaceSecretAsync(caller, webhook.Id, TimeSpan.FromHours(1), Cancellation);

        var (second, _) = await store.ReplaceSecretAsync(caller, webhook.Id, TimeSpan.FromHours(1), Cancellation);

        await using var db = host.OpenDatabase();
        var stored = (await db.WebhookEndpoints.SingleAsync(Cancellation)).Secret;
        var seconds = host.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(
            $"{SignatureOf(second, seconds)} {SignatureOf(first, seconds)}",
            host.Get<WebhookSecret>().Sign(stored, "msg_1", seconds, "{}")
        );
    }

    static string SignatureOf(string secret, long seconds)
    {
        var bytes = Convert.FromBase64String(secret[WebhookSecret.Mark.Length..]);
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes($"msg_1.{seconds}.{{}}")))}";
    }
}
