namespace Proctoring.Core.Storage;

/// <summary>The name of this server process among all that use the same database. Each start has a new one.</summary>
internal sealed class ServerName
{
    public const int MaximumLength = 100;

    /// <summary>The host's name and a random number.</summary>
    public string Value { get; } = $"{Shorten(Environment.MachineName)}/{Guid.NewGuid():N}";

    static string Shorten(string host) => host[..Math.Min(host.Length, MaximumLength - 33)];
}
