namespace Proctoring.Core.Storage.Chain;

/// <summary>The chains that belong to no session. The chain of a session has the session's id.</summary>
internal static class ChainIds
{
    /// <summary>Exams and their questions, and one link for each time a session is opened, started, ended or removed.</summary>
    public static readonly Guid Installation = new("00000000-0000-0000-0000-000000000001");

    /// <summary>The entries of the audit log that concern no session.</summary>
    public static readonly Guid Audit = new("00000000-0000-0000-0000-000000000002");

    /// <summary>Whether the chain is that of a session.</summary>
    public static bool IsSession(Guid chainId) => chainId != Installation && chainId != Audit;

    /// <summary>Names a chain in messages to operators.</summary>
    public static string NameOf(Guid chainId) =>
        chainId == Installation ? "installation"
        : chainId == Audit ? "audit log"
        : chainId.ToString("D");
}
