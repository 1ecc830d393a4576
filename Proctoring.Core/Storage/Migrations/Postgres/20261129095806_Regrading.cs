using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Postgres
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
                type: "numeric(5,2)",
                precision: 5,
                scale: 2,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RegradedAt",
                table: "Sessions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ScoredVersion",
                table: "Sessions",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RegradeRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ExamId = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: true),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    StartedById = table.Column<Guid>(type: "uuid", nullable: true),
                    StartedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    StartedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    WorkedOnAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Sessions = table.Column<int>(type: "integer", nullable: false),
                    Unfit = table.Column<int>(type: "integer", nullable: false),
                    Failed = table.Column<int>(type: "integer", nullable: false)
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
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    SessionId = table.Column<Guid>(type: "uuid", nullable: false),
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    RegradedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    RegradedById = table.Column<Guid>(type: "uuid", nullable: true),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Changed = table.Column<bool>(type: "boolean", nullable: false),
                    ScoreBefore = table.Column<decimal>(type: "numeric(5,2)", precision: 5, scale: 2, nullable: true),
                    ScoreAfter = table.Column<decimal>(type: "numeric(5,2)", precision: 5, scale: 2, nullable: true),
                    PointsBefore = table.Column<decimal>(type: "numeric(9,3)", precision: 9, scale: 3, nullable: true),
                    PointsAfter = table.Column<decimal>(type: "numeric(9,3)", precision: 9, scale: 3, nullable: true),
                    MaxPointsBefore = table.Column<decimal>(type: "numeric(9,3)", precision: 9, scale: 3, nullable: true),
                    MaxPointsAfter = table.Column<decimal>(type: "numeric(9,3)", precision: 9, scale: 3, nullable: true)
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
