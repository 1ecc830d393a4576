using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>One server in Development for all tests of a class: open, and with the real models.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    internal AppServer App { get; } =
        AppServer.Start(
            ("environment", "Development"),
            ("Proctoring:Api:CallsPerAddress", "100000"),
            ("Proctoring:Api:WrongProofsPerAddress", "100000"),
            ("Proctoring:Api:VerificationsPerStudent", "1000")
        );

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
