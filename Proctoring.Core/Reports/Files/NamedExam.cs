using Proctoring.Core.Exams;

namespace Proctoring.Core.Reports.Files;

/// <summary>An exam by the name that its sessions have, because the exams of other systems have no row.</summary>
/// <param name="Name">The name.</param>
/// <param name="System">The system that the students belong to; null if only one system has an exam of this name.</param>
internal sealed record NamedExam(string Name, Guid? System)
{
    /// <summary>Returns the sessions of this exam.</summary>
    public IQueryable<ProctoringSession> In(IQueryable<ProctoringSession> sessions)
    {
        var (name, system) = (Name, System);
        return sessions.Where(session => session.ExamName == name && (system == null || session.Student!.OwnerId == system));
    }
}

/// <summary>Several systems have an exam of the same name.</summary>
internal sealed class SeveralSystemsException(IEnumerable<Guid> systems) : Exception("Several systems have an exam of this name.")
{
    /// <summary>The parts of an address that name each of the systems, separated by commas.</summary>
    public string Parts { get; } = string.Join(", ", systems.Order().Select(system => $"&system={system:D}"));
}
