using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Proctoring.Core.Notifications;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>A message is signed with the newest secret, and with the one before until its end.</summary>
public sealed class WebhookSecretTests
{
    static readonly DateTimeOffset End = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    static readonly long Seconds = End.ToUnixTimeSeconds();

    [Fact]
    public void The_earlier_secret_signs_until_its_end()
    {
        var secrets = new WebhookSecret(new EphemeralDataProtectionProvider());
        var (first, stored) = secrets.Create();
        var (second, replaced) = secrets.Replace(stored, End);
        var (third, again) = secrets.Replace(replaced, End);

        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        Assert.Equal(SignatureOf(first, Seconds), Sign(secrets, stored, Seconds));
        Assert.Equal($"{SignatureOf(second, Seconds - 1)} {SignatureOf(first, Seconds - 1)}", Sign(secrets, replaced, Seconds - 1));
        Assert.Equal(SignatureOf(second, Seconds), Sign(secrets, replaced, Seconds));
        // Only the last earlier secret counts.
        Assert.Equal($"{SignatureOf(third, Seconds - 1)} {SignatureOf(second, Seconds - 1)}", Sign(secrets, again, Seconds - 1));
    }

    [Fact]
    public void A_secret_that_can_no_longer_be_read_is_replaced()
    {
        var lost = new WebhookSecret(new EphemeralDataProtectionProvider()).Create().Stored;
        var secrets = new WebhookSecret(new EphemeralDataProtectionProvider());

        var (shown, stored) = secrets.Replace(lost, End);

        Assert.Equal(SignatureOf(shown, Seconds - 1), Sign(secrets, stored, Seconds - 1));
    }

    [Fact]
    public void A_shorter_secret_can_be_the_earlier_one()
    {
        var keys = new EphemeralDataProtectionProvider();
        var secrets = new WebhookSecret(keys);
        var shorter = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var stored = keys.CreateProtector("Proctoring.Webhooks.v1").Protect(shorter);

        var (shown, replaced) = secrets.Replace(stored, End);

        Assert.Equal($"{SignatureOf(shown, Seconds - 1)} {Sign(secrets, stored, Seconds - 1)}", Sign(secrets, replaced, Seconds - 1));
    }

    static string Sign(WebhookSecret secrets, byte[] stored, long seconds) => secrets.Sign(stored, "msg_1", seconds, "{}");

    static string SignatureOf(string secret, long seconds) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret[WebhookSecret.Mark.Length..]),
                Encoding.UTF8.GetBytes($"msg_1.{seconds}.{{}}")
            )
        );
}
