using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Regrading : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "OriginalScore",
                table: "Sessions",
                type: "TEXT",
                precision: 5,
                scale: 2,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RegradedAt",
                table: "Sessions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ScoredVersion",
                table: "Sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RegradeRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ExamId = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    StartedById = table.Column<Guid>(type: "TEXT", nullable: true),
                    StartedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    WorkedOnAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Sessions = table.Column<int>(type: "INTEGER", nullable: false),
                    Unfit = table.Column<int>(type: "INTEGER", nullable: false),
                    Failed = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RegradeRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RegradeRuns_Exams_ExamId",
                        column: x => x.ExamId,
                        principalTable: "Exams",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SessionRegrades",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    RegradedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RegradedById = table.Column<Guid>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Changed = table.Column<bool>(type: "INTEGER", nullable: false),
                    ScoreBefore = table.Column<decimal>(type: "TEXT", precision: 5, scale: 2, nullable: true),
                    ScoreAfter = table.Column<decimal>(type: "TEXT", precision: 5, scale: 2, nullable: true),
                    PointsBefore = table.Column<decimal>(type: "TEXT", precision: 9, scale: 3, nullable: true),
                    PointsAfter = table.Column<decimal>(type: "TEXT", precision: 9, scale: 3, nullable: true),
                    MaxPointsBefore = table.Column<decimal>(type: "TEXT", precision: 9, scale: 3, nullable: true),
                    MaxPointsAfter = table.Column<decimal>(type: "TEXT", precision: 9, scale: 3, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SessionRegrades", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SessionRegrades_Sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "Sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RegradeRuns_ExamId",
                table: "RegradeRuns",
                column: "ExamId");

            migrationBuilder.CreateIndex(
                name: "IX_RegradeRuns_FinishedAt",
                table: "RegradeRuns",
                column: "FinishedAt");

            migrationBuilder.CreateIndex(
                name: "IX_SessionRegrades_RunId_SessionId",
                table: "SessionRegrades",
                columns: new[] { "RunId", "SessionId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SessionRegrades_SessionId",
                table: "SessionRegrades",
                column: "SessionId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RegradeRuns");

            migrationBuilder.DropTable(
                name: "SessionRegrades");

            migrationBuilder.DropColumn(
                name: "OriginalScore",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "RegradedAt",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "ScoredVersion",
                table: "Sessions");
        }
    }
}
